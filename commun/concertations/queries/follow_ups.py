"""The promised actions of one concertation, late ones first, and what still waits for a promise."""

import datetime
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from commun.concertations.enums import RETAINING_DECISIONS, Decision
from commun.concertations.models import Concertation, FollowUp, ImportedResult, Takeaway


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """One promised action, with what one needs to decide what to do next."""

    uid: str
    title: str
    proposition_number: int
    proposition_url: str
    owner_role: str
    due_on: datetime.date
    state: str
    state_label: str
    is_settled: bool
    is_done: bool
    days_late: int


@dataclass(frozen=True, slots=True)
class ResultLine:
    """What another platform says was done of a proposition, and whether it may become a promise here."""

    pk: int
    title: str
    said: str
    place: str
    url: str
    proposition_uid: str
    proposition_number: int | None
    proposition_url: str
    is_open_to_promise: bool
    promised_uid: str
    promised_title: str


@dataclass(frozen=True, slots=True)
class FollowUpTable:
    """`bare` are the retained propositions for which nothing is promised yet."""

    lines: tuple[FollowUpLine, ...]
    bare: tuple[Takeaway, ...]
    results: tuple[ResultLine, ...] = ()

    @property
    def late(self) -> int:
        return sum(line.days_late > 0 for line in self.lines)

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.lines)


def follow_up_table(*, concertation: Concertation, on: datetime.date) -> FollowUpTable:
    """Late first, then the open ones by date, then the settled ones. Four queries."""
    rows = FollowUp.objects.filter(proposition__concertation=concertation).select_related("proposition")
    lines = [
        FollowUpLine(
            uid=one.uid,
            title=one.title,
            proposition_number=one.proposition.number,
            proposition_url=one.proposition.get_absolute_url(),
            owner_role=one.owner_role,
            due_on=one.due_on,
            state=one.state,
            state_label=str(one.get_state_display()),
            is_settled=one.is_settled,
            is_done=one.state == "realise",
            days_late=one.days_late(on),
        )
        for one in rows
    ]
    lines.sort(key=lambda line: (line.is_settled, -line.days_late, line.due_on, line.uid))
    retained = [Decision.RETAINED.value, Decision.PARTLY_RETAINED.value]
    bare = concertation.takeaways.propositions().filter(decision__in=retained, follow_ups=None).order_by("number")
    return FollowUpTable(lines=tuple(lines), bare=tuple(bare), results=_results(concertation))


def _results(concertation: Concertation) -> tuple[ResultLine, ...]:
    """One line for each proposition that a result follows; those that follow none come last."""
    rows = ImportedResult.objects.filter(concertation=concertation).select_related("follow_up")
    lines = [
        _result_line(one, proposition)
        for one in rows.prefetch_related("takeaways")
        for proposition in (*one.takeaways.all(), *(() if one.takeaways.all() else (None,)))
    ]
    return tuple(sorted(lines, key=lambda line: (line.proposition_number is None, line.proposition_number or 0)))


def _result_line(one: ImportedResult, proposition: Takeaway | None) -> ResultLine:
    return ResultLine(
        pk=one.pk,
        title=one.title,
        said=said_of_result(one),
        place=one.host or one.platform,
        url=one.source_url,
        proposition_uid=proposition.uid if proposition else "",
        proposition_number=proposition.number if proposition else None,
        proposition_url=proposition.get_absolute_url() if proposition else "",
        is_open_to_promise=proposition is not None
        and one.follow_up is None
        and proposition.decision in RETAINING_DECISIONS,
        promised_uid=one.follow_up.uid if one.follow_up else "",
        promised_title=one.follow_up.title if one.follow_up else "",
    )


def told_elsewhere(*, proposition: Takeaway, pk: str) -> ImportedResult | None:
    """The result of another platform that this proposition may take up, named in an address."""
    if not pk.isdecimal() or len(pk) > 18:
        return None
    return proposition.imported_results.filter(pk=int(pk), follow_up=None).first()


def said_of_result(one: ImportedResult) -> str:
    """« En cours, 40 %, du 1 mars 2026 au 30 juin 2026 »: what the platform said, in one line."""
    days = [formats.date_format(day, "j F Y") for day in (one.starts_on, one.ends_on) if day is not None]
    if len(days) == 2:
        span = _("du %(start)s au %(end)s") % {"start": days[0], "end": days[1]}
    elif one.ends_on is not None:
        span = _("jusqu’au %(end)s") % {"end": days[0]}
    else:
        span = _("depuis le %(start)s") % {"start": days[0]} if days else ""
    progress = "" if one.progress is None else _("%(count)d %%") % {"count": one.progress}
    return ", ".join(filter(None, (one.status, progress, span)))
