"""What happened to a use, told in the order of its dates: its stages, its figures, its code, what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.core.dates import PartialDate
from commun.library.enums import AbandonReason, LineageKind, ResultNature, Stage
from commun.library.models.life import StageChange
from commun.library.models.records import Result
from commun.library.presenters.stages import shape
from commun.library.queries.sheets import Kin, KinSheet, SheetPage
from commun.ui.components.chain import State


@dataclass(frozen=True)
class Told:
    """One line of the history. `on` is None when no source gives a date: such lines stand last."""

    on: PartialDate | None
    text: str
    detail: str = ""
    url: str = ""
    state: State | None = None
    nature: ResultNature | None = None
    is_observed: bool = False
    """The date is that of whoever saw it, not of the fact."""
    is_elsewhere: bool = False
    source: str = ""
    source_url: str = ""


def told(page: SheetPage) -> list[Told]:
    """Oldest first; what has no date last. Figures are told where there is a family to follow: they are why."""
    lines = [*_own_stages(page), *_kin(page), *_kin_stages(page), *_code(page)]
    if page.kin:
        lines += [_figure(one) for group in page.indicators for one in group.standing if one.dated_on]
    return sorted(lines, key=lambda line: (line.on is None, line.on.iso if line.on else ""))


def _own_stages(page: SheetPage) -> Iterator[Told]:
    for one in page.stages:
        yield Told(
            one.since or one.observed_on,
            str(one.get_stage_display()),
            detail=_why(one),
            state=shape(one.stage),
            is_observed=one.since is None and one.observed_on is not None,
            source_url=one.source_url,
        )


def _why(one: StageChange) -> str:
    reason = str(AbandonReason(one.reason).label) if one.reason else ""
    if one.stage == Stage.ABANDONED and reason:
        reason = _("Motif : %(reason)s") % {"reason": reason[0].lower() + reason[1:]}
        if one.reason == AbandonReason.UNPUBLISHED:
            reason = _("Motif non publié")
    return ". ".join(part.rstrip(".") for part in (reason, one.explanation) if part)


def _kin(page: SheetPage) -> Iterator[Told]:
    mine = page.sheet.pk
    for one in page.kin:
        other = one.earlier if one.later.pk == mine else one.later
        yield Told(
            _started(one.later, page.kin_stages if one.later.pk != mine else page.stages),
            _lineage(one, mine),
            detail=". ".join(part.rstrip(".") for part in (f"« {other.title} »", one.note) if part),
            url=other.url,
            is_elsewhere=one.later.pk != mine,
            source_url=one.source_url,
        )


def _lineage(one: Kin, mine: int) -> str:
    names = {"later": one.later.territory_name, "earlier": one.earlier.territory_name}
    if one.later.pk == mine:
        return {
            LineageKind.REUSES: _("Repris de : %(earlier)s"),
            LineageKind.INSPIRED_BY: _("Inspiré de : %(earlier)s"),
            LineageKind.ABANDONED_AFTER: _("Abandonné après : %(earlier)s"),
            LineageKind.SAME_NEED: _("Même besoin que %(earlier)s, développé à part"),
        }[one.kind] % names
    if one.earlier.pk == mine:
        return {
            LineageKind.REUSES: _("%(later)s reprend cet usage"),
            LineageKind.INSPIRED_BY: _("%(later)s s’en inspire"),
            LineageKind.ABANDONED_AFTER: _("%(later)s y renonce, après cet usage"),
            LineageKind.SAME_NEED: _("%(later)s répond à part au même besoin"),
        }[one.kind] % names
    return {
        LineageKind.REUSES: _("%(later)s reprend l’usage de %(earlier)s"),
        LineageKind.INSPIRED_BY: _("%(later)s s’inspire de %(earlier)s"),
        LineageKind.ABANDONED_AFTER: _("%(later)s renonce, après %(earlier)s"),
        LineageKind.SAME_NEED: _("%(later)s répond au même besoin que %(earlier)s, à part"),
    }[one.kind] % names


def _started(sheet: KinSheet, stages: tuple[StageChange, ...]) -> PartialDate | None:
    if sheet.started_on:
        return sheet.started_on
    dates = [one.since for one in stages if one.deployment_id == sheet.pk and one.since]
    return min(dates, key=lambda one: one.iso, default=None)


def _kin_stages(page: SheetPage) -> Iterator[Told]:
    """Where the family's other uses went; the first stage of each is told by its link already."""
    sheets = {one.pk: one for kin in page.kin for one in (kin.earlier, kin.later)}
    later = {kin.later.pk for kin in page.kin}
    for one in page.kin_stages:
        sheet = sheets[one.deployment_id]
        if one.number == 1 and sheet.pk in later and one.stage not in (Stage.ENDED, Stage.ABANDONED):
            continue
        yield Told(
            one.since or one.observed_on,
            _("%(territory)s : %(stage)s")
            % {"territory": sheet.territory_name, "stage": str(one.get_stage_display()).lower()},
            detail=_why(one),
            url=sheet.url,
            is_observed=one.since is None and one.observed_on is not None,
            is_elsewhere=True,
            source_url=one.source_url,
        )


def _code(page: SheetPage) -> Iterator[Told]:
    solution = page.sheet.solution
    if solution is not None and solution.source_code_url and solution.released_on:
        text = _("Code publié sous licence %(licence)s") if solution.licence else _("Code publié")
        yield Told(
            solution.released_on,
            text % {"licence": solution.licence},
            source=solution.name,
            source_url=solution.source_code_url,
        )


def figure_text(one: Result) -> str:
    """ "9,6 → 6,5 %": from where to where, with its unit."""
    value = f"{one.baseline} → {one.value}" if one.baseline else one.value
    return f"{value} {one.unit}".strip()


def _figure(one: Result) -> Told:
    return Told(
        one.dated_on,
        _("%(indicator)s : %(figure)s") % {"indicator": one.indicator, "figure": figure_text(one)},
        detail=one.note,
        nature=ResultNature(one.nature),
        source=one.source_title,
        source_url=one.source_url,
    )


def summed_up(page: SheetPage) -> str:
    """The family in one sentence, for whoever reads no further; empty without kin."""
    mine = page.sheet.pk
    after = len({one.later.pk for one in page.kin if one.earlier.pk == mine})
    before = len({one.earlier.pk for one in page.kin if one.later.pk == mine})
    parts = []
    if before:
        parts.append(ngettext("vient d’un autre usage", "vient de %(count)d autres usages", before) % {"count": before})
    if after:
        parts.append(
            ngettext("un autre usage en est parti", "%(count)d autres usages en sont partis", after) % {"count": after}
        )
    return " ; ".join(parts)
