"""What a platform holds around its texts (meetings, what was done, comments): read, tried, then taken or left."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations.actions import imports_around as actions
from commun.concertations.actions.imports import TakenIn, Verdict
from commun.concertations.actions.imports_around import TakenComments, TakenResults
from commun.concertations.importers.takeaways import Remark, is_personal
from commun.concertations.models import Concertation
from commun.concertations.platforms.layouts import Kind
from commun.concertations.platforms.reading import read
from commun.concertations.platforms.records import Comment, Fault, Meeting, Result
from commun.concertations.platforms.tables import Table, table_of
from commun.core import full_disk
from commun.core.errors import DomainError
from commun.core.spreadsheets import Sheet, place

AROUND = frozenset({Kind.MEETINGS, Kind.RESULTS, Kind.COMMENTS})
SHOWN = 60


@dataclass(frozen=True)
class AroundLine:
    """One meeting or one result, as it would be taken."""

    where: str
    title: str
    said: str
    url: str
    is_personal: bool = False


@dataclass
class AroundOutcome:
    """What the table gives. Nothing is written while there are faults."""

    kind: Kind
    title: str
    read: int = 0
    withdrawn: int = 0
    faults: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)
    lines: list[AroundLine] = field(default_factory=list)
    taken: TakenIn = field(default_factory=TakenIn)
    comments: TakenComments = field(default_factory=TakenComments)

    @property
    def new(self) -> int:
        return self.taken[Verdict.NEW]

    @property
    def changed(self) -> int:
        return self.taken[Verdict.CHANGED]

    @property
    def unchanged(self) -> int:
        return self.taken[Verdict.UNCHANGED]

    @property
    def edited(self) -> int:
        return self.taken[Verdict.EDITED]

    @property
    def elsewhere(self) -> int:
        return self.taken.elsewhere if isinstance(self.taken, TakenResults) else self.comments.elsewhere

    @property
    def bare(self) -> int:
        return self.taken.bare if isinstance(self.taken, TakenResults) else 0

    @property
    def personal(self) -> list[AroundLine]:
        return [one for one in self.lines if one.is_personal]

    @property
    def may_be_confirmed(self) -> bool:
        return not self.faults and bool(self.new or self.changed or self.comments.texts)


class _UndoneOnPurpose(Exception):
    """Everything was written, looked at, and is taken back: a trial."""


def around_of(sheet: Sheet) -> Table | None:
    """The table of a sheet that holds meetings, results or comments of a platform; None for any other."""
    table = table_of(sheet)
    return table if table.found is not None and table.found.layout.kind in AROUND else None


def import_around(
    *,
    record: Concertation,
    table: Table,
    by: User | None,
    is_trial: bool = False,
    leave_out: bool = False,
    reread: bool = False,
    keeps_bare: bool = True,
) -> AroundOutcome:
    """Take the meetings, results or comments of a table, all of them or none; a trial writes nothing.

    A line that cannot be read keeps the table out, unless `leave_out`; so does a meeting that seems to name someone,
    unless `reread`: its words become public. Raises DomainError, NoRoom.
    """
    if table.found is None or table.found.layout.kind not in AROUND:
        raise DomainError(_("Ce tableau n’est ni de rencontres, ni de réalisations, ni de commentaires."))
    outcome = AroundOutcome(table.found.layout.kind, str(table.found.layout.title))
    with full_disk.told(), suppress(_UndoneOnPurpose), transaction.atomic():
        _take(record, table, outcome, by=by, keeps_bare=keeps_bare)
        if is_trial or (outcome.faults and not leave_out) or (outcome.personal and not reread):
            raise _UndoneOnPurpose
    return outcome


def _take(record: Concertation, table: Table, outcome: AroundOutcome, *, by: User | None, keeps_bare: bool) -> None:
    if outcome.kind == Kind.COMMENTS:
        comments = (one for one in _records(table, outcome) if isinstance(one, Comment))
        outcome.comments = actions.count_comments(concertation=record, comments=comments, by=by)
    elif outcome.kind == Kind.MEETINGS:
        meetings = [one for one in _records(table, outcome) if isinstance(one, Meeting)]
        outcome.withdrawn = sum(one.is_withdrawn for one in meetings)
        meetings = [one for one in meetings if not one.is_withdrawn]
        outcome.lines = [_of_meeting(one) for one in meetings]
        outcome.taken = actions.take_meetings(concertation=record, meetings=meetings, by=by)
    else:
        results = [one for one in _records(table, outcome) if isinstance(one, Result)]
        outcome.lines = [_of_result(one) for one in results]
        outcome.taken = actions.take_results(concertation=record, results=results, by=by, keeps_bare=keeps_bare)


def _records(table: Table, outcome: AroundOutcome) -> Iterator[object]:
    if table.found is None:
        return
    for one in read(table.found, table.rows()):
        if isinstance(one, Fault):
            where = place(table.name, one.line, one.column)
            (outcome.faults if one.is_fatal else outcome.notices).append(Remark(where, one.reason))
        else:
            outcome.read += 1
            yield one


def _of_meeting(one: Meeting) -> AroundLine:
    said = " · ".join(filter(None, (one.on.strftime("%d/%m/%Y") if one.on else "", one.place)))
    return AroundLine(place("", one.line), one.title, said, one.origin.url, is_personal(f"{one.title}\n{one.text}"))


def _of_result(one: Result) -> AroundLine:
    progress = "" if one.progress is None else _("%(count)d %%") % {"count": round(one.progress)}
    return AroundLine(place("", one.line), one.title, " · ".join(filter(None, (one.status, progress))), one.origin.url)
