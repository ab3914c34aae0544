"""What an élu reads on one sheet of paper: a use, or all the uses of a territory. Cut so that it always fits."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.deliberations.proofs import in_words
from commun.library import fields
from commun.library.enums import Debated, RiskClass, Stage
from commun.library.models import PublishedSheet
from commun.library.presenters.history import figure_text, told
from commun.library.presenters.sheets import is_to_check
from commun.library.queries.sheets import Indicator, Line, Part, SheetPage
from commun.library.queries.territory import TerritoryUses
from commun.ui.components.dates import written

LINE, MOST_LINES, MOST_ROWS, MOST_DECISIONS = 170, 4, 10, 2


@dataclass(frozen=True)
class Block:
    """A heading and a few lines, or what it means that there is none."""

    title: str
    lines: tuple[str, ...]
    none: str


@dataclass(frozen=True)
class OnePage:
    place: str
    title: str
    says: str
    blocks: tuple[Block, ...]
    url: str
    """Absolute: where the whole stands."""
    on: str
    is_fictional: bool = False
    note: str = ""


def _cut(text: str, length: int = LINE) -> str:
    return Truncator(" ".join(text.split())).chars(length)


def _block(title: str, *lines: str, none: str = "") -> Block:
    kept = [_cut(line) for line in lines if line]
    if len(kept) > MOST_LINES:
        rest = len(kept) - MOST_LINES + 1
        more = ngettext("et %(count)d autre", "et %(count)d autres", rest) % {"count": rest}
        kept = [*kept[: MOST_LINES - 1], more]
    return Block(title, tuple(kept), none or _("Rien n’est renseigné."))


def of_sheet(page: SheetPage, *, on: datetime.date) -> OnePage:
    """Where it stands, what it gave, risk, control, cost, council, debate, dependencies, what is late or unsaid."""
    sheet = page.sheet
    late = [_("Fiche à revérifier depuis le %(day)s.") % {"day": written(sheet.next_check_on)}] if (
        sheet.next_check_on and is_to_check(page, on=on)
    ) else []  # fmt: skip
    return OnePage(
        place=sheet.territory_name,
        title=sheet.title,
        says=_cut(sheet.summary, 320),
        blocks=(
            _block(_("Où il en est"), *_stages(page)),
            _block(_("Ce que cela a donné"), *_figures(page.indicators)),
            _block(_("Risque et décision"),
                   *_labelled(page.parts, "risk_class", "is_individual_decision", "automation"),
                   *(f"{one.authority} : {one.text}" for one in page.alerts)),
            _block(_("Données et contrôle"),
                   *_labelled(page.parts, "personal_data", "dpia_status", "oversight_who", "objection")),
            _block(_("Coût"), *_labelled(page.parts, "yearly_cost", "cost_band", "setup_cost", "funding")),
            *_decided(page),
            _block(_("Ce qu’en disent les habitants"), *_labelled(page.parts, "debated", "debate"),
                   *(f"« {one.title} » ({one.place})" for one in page.debates)),
            _block(_("Dépendances"), *_labelled(page.parts, "supplier", "hosting", "hosting_country", "reversibility")),
            _block(_("En retard, ou non renseigné"), *late, _unsaid(page.parts),
                   none=_("Rien n’est en retard, et rien de ce qui est demandé ne manque.")),
        ),
        url=f"{settings.SITE_URL}{sheet.get_absolute_url()}",
        on=written(on),
        is_fictional=sheet.is_fictional,
    )  # fmt: skip


def _decided(page: SheetPage) -> list[Block]:
    """The council decisions that the sheet cites, each with its address; no block when there is none."""
    told = [
        in_words(
            subject=_cut(one.deliberation.subject, 90),
            body=one.deliberation.body.name,
            decided_on=one.deliberation.decided_on,
            url=one.deliberation.get_absolute_url(),
        )
        for one in page.decisions
    ]
    rest = len(told) - MOST_DECISIONS
    if rest > 0:
        more = ngettext("et %(count)d autre", "et %(count)d autres", rest) % {"count": rest}
        told = [*told[:MOST_DECISIONS], more]
    return [Block(_("Ce que le conseil a décidé"), tuple(told), "")] if told else []


def _stages(page: SheetPage) -> list[str]:
    lines = []
    for one in reversed([line for line in told(page) if line.state]):
        dated = _("%(stage)s, %(date)s") % {"stage": one.text, "date": one.on} if one.on else one.text
        lines.append(f"{dated}. {one.detail}" if one.detail else dated)
    return lines


def _figures(indicators: Sequence[Indicator]) -> list[str]:
    return [
        _("%(indicator)s : %(figure)s (%(nature)s)")
        % {
            "indicator": capfirst(group.name),
            "figure": figure_text(one),
            "nature": str(one.get_nature_display()).lower(),
        }
        for group in indicators
        for one in group.standing
    ]


def _lines_by_name(parts: Sequence[Part]) -> dict[str, Line]:
    return {line.name: line for part in parts for line in part.lines}


def _labelled(parts: Sequence[Part], *names: str) -> list[str]:
    known = _lines_by_name(parts)
    found = []
    for name in names:
        line = known.get(name)
        if line is None or not (line.text or line.is_held):
            continue
        text = line.text or _("non public (%(reason)s)") % {"reason": line.reason}
        found.append(_("%(label)s : %(text)s") % {"label": line.label, "text": text})
    return found


def _unsaid(parts: Sequence[Part]) -> str:
    names = [str(line.label) for line in _lines_by_name(parts).values() if not line.text and not line.is_held]
    return _("Non renseigné : %(fields)s.") % {"fields": ", ".join(names)} if names else ""


def of_territory(uses: TerritoryUses, *, on: datetime.date) -> OnePage:
    """What runs here, at what risk, what citizens said, what it costs, what is late."""
    sheets = uses.sheets
    running = [one for one in sheets if one.stage in (Stage.EXPERIMENT, Stage.ROLL_OUT, Stage.IN_USE)]
    return OnePage(
        place=uses.territory.name,
        title=_("Les usages d’algorithmes et d’IA de ce territoire"),
        says=_said_of(uses, running=len(running)),
        blocks=(
            Block(_("Ce qui tourne"), _rows(running), _("Aucun usage en cours n’est déclaré.")),
            _block(_("À quel risque"), *_risks(sheets), *(f"{one.authority} : {one.text}" for one in uses.alerts)),
            _block(_("Ce qu’en disent les habitants"), *_debated(uses)),
            _block(_("Ce que cela coûte"), *_costs(sheets)),
            _block(_("Ce qui s’est arrêté"), *(
                _("%(title)s : %(stage)s") % {"title": one.title, "stage": str(one.get_stage_display()).lower()}
                for one in sheets if one.stage in (Stage.SUSPENDED, Stage.ENDED, Stage.ABANDONED)
            ), none=_("Aucun usage suspendu, terminé ou abandonné n’est déclaré.")),
            _block(_("Ce qui est en retard"), *(
                _("%(title)s : à revérifier depuis le %(day)s")
                % {"title": one.title, "day": written(one.next_check_on)}
                for one in sheets if one.next_check_on and one.next_check_on < on
            ), none=_("Aucune fiche n’est en retard de vérification.")),
        ),
        url=f"{settings.SITE_URL}{uses.territory.get_absolute_url()}",
        on=written(on),
        is_fictional=uses.territory.is_fictional,
        note=_("Seules les fiches publiées sont comptées : un usage qui n’est pas déclaré n’est pas ici."),
    )  # fmt: skip


def _said_of(uses: TerritoryUses, *, running: int) -> str:
    count = len(uses.sheets)
    declared = ngettext("%(count)d usage déclaré", "%(count)d usages déclarés", count) % {"count": count}
    active = ngettext("dont %(count)d en cours", "dont %(count)d en cours", running) % {"count": running}
    return f"{declared}, {active}."


def _rows(sheets: Sequence[PublishedSheet]) -> tuple[str, ...]:
    lines = [
        _cut(_("%(title)s (%(stage)s)") % {"title": one.title, "stage": str(one.get_stage_display()).lower()}, 110)
        for one in sheets
    ]
    if len(lines) > MOST_ROWS:
        rest = len(lines) - MOST_ROWS + 1
        lines = [*lines[: MOST_ROWS - 1], ngettext("et %(count)d autre", "et %(count)d autres", rest) % {"count": rest}]
    return tuple(lines)


def _risks(sheets: Sequence[PublishedSheet]) -> list[str]:
    counted = Counter(one.risk_class for one in sheets)
    lines = [
        _("%(risk)s : %(count)d sur %(total)d")
        % {"risk": label, "count": counted[value], "total": len(sheets)}
        for value, label in RiskClass.choices
        if counted[value]
    ]  # fmt: skip
    if unknown := len(sheets) - sum(counted[value] for value in RiskClass.values):
        lines.append(
            _("Classe de risque non renseignée : %(count)d sur %(total)d") % {"count": unknown, "total": len(sheets)}
        )
    return lines if sheets else []


def _debated(uses: TerritoryUses) -> list[str]:
    sheets = uses.sheets
    if not sheets:
        return []
    yes = sum(one.values.get("debated") == Debated.YES for one in sheets)
    lines = [_("Débattus avant déploiement : %(count)d sur %(total)d") % {"count": yes, "total": len(sheets)}]
    return lines + [f"« {one.title} »" for debates in uses.debates.values() for one in debates]


def _costs(sheets: Sequence[PublishedSheet]) -> list[str]:
    known = [one.values["yearly_cost"] for one in sheets if one.values.get("yearly_cost") is not None]
    if not sheets:
        return []
    said = ngettext(
        "Coût annuel publié pour %(count)d usage sur %(total)d",
        "Coût annuel publié pour %(count)d usages sur %(total)d",
        len(known),
    ) % {"count": len(known), "total": len(sheets)}
    if not known:
        return [said]
    total = fields.BY_NAME["yearly_cost"].display(sum(float(one) for one in known))
    return [_("%(said)s : %(total)s par an en tout") % {"said": said, "total": total}]
