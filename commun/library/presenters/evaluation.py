"""How evaluations are told: levels, changes and standings as French sentences. No figure stands for a level."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.library import fields
from commun.library.enums import LEVELS, Moment, Outcome, Stage
from commun.library.models import Evaluation, GridItem
from commun.library.queries.evaluation import (
    AxisProfile,
    Change,
    Comparison,
    Fact,
    GridPage,
    Line,
    Pair,
    Profile,
    Standing,
)
from commun.ui.components.dates import written
from commun.ui.components.navigation import Crumb


def outcome_words(outcome: str) -> str:
    return str(Outcome(outcome).label) if outcome else _("Non renseigné")


def tally(axis: AxisProfile) -> str:
    """ "3 en place, 1 amorcé, 1 non renseigné": what one reads of an axis before its table."""
    return ", ".join(f"{count} {_counted(name, count)}" for name, count in axis.tally)


def _counted(outcome: str, count: int) -> str:
    words = {
        Outcome.NOTHING.value: ngettext("sans rien de fait", "sans rien de fait", count),
        Outcome.STARTED.value: ngettext("amorcée", "amorcées", count),
        Outcome.IN_PLACE.value: ngettext("en place", "en place", count),
        Outcome.CHECKED.value: ngettext("vérifiée", "vérifiées", count),
        Outcome.NOT_APPLICABLE.value: ngettext("sans objet", "sans objet", count),
        "": ngettext("non renseignée", "non renseignées", count),
    }
    return words[outcome]


def change_words(change: Change) -> str:
    before = f"« {outcome_words(change.before)} »"
    return {
        "up": _("Progresse : était %(before)s."),
        "down": _("Recule : était %(before)s."),
        "same": _("Sans changement."),
        "other": _("Était %(before)s."),
        "new": _("Question nouvelle."),
        "reworded": _("Question reformulée depuis : ne se compare pas."),
    }[change.kind] % {"before": before}


CHANGE_SHAPES = {"up": "▲", "down": "▼", "same": "=", "other": "≠", "new": "＋", "reworded": "≠"}


@dataclass(frozen=True)
class ShownLine:
    line: Line
    words: str
    change: str
    shape: str
    known: tuple[Fact, ...]
    said: str
    """What the sheet said of it that day, in one sentence."""
    unsaid: str
    """The names of the fields that nobody had filled."""


@dataclass(frozen=True)
class ShownAxis:
    axis: AxisProfile
    tally: str
    asked: tuple[ShownLine, ...]
    facts: tuple[ShownLine, ...]


def axes(profile: Profile) -> list[ShownAxis]:
    return [
        ShownAxis(
            axis=axis,
            tally=tally(axis),
            asked=tuple(_shown(line) for line in axis.lines if not line.is_fact),
            facts=tuple(_shown(line) for line in axis.lines if line.is_fact),
        )
        for axis in profile.axes
    ]


def _shown(line: Line) -> ShownLine:
    known = tuple(one for one in line.facts if one.text or one.is_held)
    return ShownLine(
        known=known,
        said=" · ".join(f"{one.label} : {one.text or _('non public')}" for one in known),
        unsaid=", ".join(one.label for one in line.facts if one not in known),
        line=line,
        words=outcome_words(line.outcome),
        change=change_words(line.change) if line.change else "",
        shape=CHANGE_SHAPES[line.change.kind] if line.change else "",
    )


@dataclass(frozen=True)
class ShownPair:
    pair: Pair
    a_words: str
    b_words: str
    change: str
    shape: str


def pairs(comparison: Comparison) -> list[tuple[str, list[ShownPair], list[Pair]]]:
    """By axis: the answers side by side, then the facts that the sheets say."""
    return [
        (
            title,
            [_paired(one, is_over_time=comparison.is_over_time) for one in found if not one.b.is_fact],
            [one for one in found if one.b.is_fact],
        )
        for title, found in comparison.axes
    ]


def _paired(pair: Pair, *, is_over_time: bool) -> ShownPair:
    change = pair.change
    if is_over_time:
        said = change_words(change)
    else:
        said = _("Même réponse.") if change.kind == "same" else _("Réponses différentes.")
    return ShownPair(
        pair=pair,
        a_words=outcome_words(pair.a.outcome),
        b_words=outcome_words(pair.b.outcome),
        change=said,
        shape=CHANGE_SHAPES[change.kind] if is_over_time else "",
    )


def standing_sentences(standing: Standing) -> list[str]:
    """What the sheet states of its evaluations, besides their list."""
    found = []
    if standing.lacks_before and standing.rolled_out is not None:
        stage = Stage(standing.rolled_out.stage).label
        if standing.rolled_out.since is None:
            found.append(_("« %(stage)s » sans évaluation préalable enregistrée ici.") % {"stage": stage})
        else:
            found.append(
                _("« %(stage)s » depuis %(since)s, sans évaluation préalable enregistrée ici.")
                % {"stage": stage, "since": standing.rolled_out.since.with_article}
            )
    return found


def name(evaluation: Evaluation) -> str:
    """ "Évaluation n° 2, pendant l’usage, 11 mars 2025"."""
    return _("Évaluation n° %(number)s, %(moment)s, %(day)s") % {
        "number": evaluation.number,
        "moment": str(Moment(evaluation.moment).label).lower(),
        "day": written(evaluation.evaluated_on),
    }


def crumbs(evaluation: Evaluation) -> list[Crumb]:
    sheet = evaluation.deployment.public
    return [
        Crumb(sheet.territory_name, reverse("territories:detail", args=[sheet.territory.slug])),
        Crumb(sheet.title, sheet.get_absolute_url()),
        Crumb(_("Évaluation n° %(number)s") % {"number": evaluation.number}),
    ]


def asked_again(standing: Standing) -> str:
    """When doing it again is worth it; empty while nothing says so."""
    if standing.again_from is None:
        return ""
    return _("À refaire à partir du %(day)s : un an après la dernière, c’est un bon rythme.") % {
        "day": formats.date_format(standing.again_from, "j F Y")
    }


def levels_legend() -> list[tuple[str, str]]:
    """The four levels, in order, with their generic words: (value, words)."""
    return [(level.value, str(level.label)) for level in LEVELS]


@dataclass(frozen=True)
class ShownItem:
    """One question of the grid, with the names of what it shows and needs of the sheet."""

    item: GridItem
    levels: tuple[tuple[str, str], ...]
    shown: str
    needed: str


@dataclass(frozen=True)
class ShownGridAxis:
    code: str
    title: str
    says: str
    items: tuple[ShownItem, ...]


def grid_axes(page: GridPage) -> list[ShownGridAxis]:
    return [
        ShownGridAxis(code, title, says, tuple(shown_item(one) for one in items))
        for code, title, says, items in page.axes
    ]


def shown_item(item: GridItem) -> ShownItem:
    return ShownItem(
        item=item,
        levels=tuple((str(one.label), text) for one, text in zip(LEVELS, item.levels, strict=False)),
        shown=_labels(item.shown_fields),
        needed=_labels(item.needed_fields),
    )


def _labels(names: list[str]) -> str:
    return ", ".join(f"« {fields.BY_NAME[name].label} »" for name in names if name in fields.BY_NAME)
