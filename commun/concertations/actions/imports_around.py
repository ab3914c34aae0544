"""Taking in what another platform holds around its texts: meetings, what was done, comments. All or nothing.

Each goes where the canevas has a place for it. A meeting is a session of the debate. What was done stays a draft until
a person promises it. A comment is counted with the text that it answers, and read where it was written.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations import lifecycle, rules
from commun.concertations.actions.imports import TakenIn, Verdict
from commun.concertations.actions.records import keep_counters, keep_version, lock
from commun.concertations.actions.takeaways import clean_text
from commun.concertations.models import Concertation, FollowUp, ImportedRecord, ImportedResult, ImportedSequence
from commun.concertations.models import Sequence as Session
from commun.concertations.platforms.records import Comment, Meeting, Origin, Result
from commun.core import audit
from commun.core.errors import DomainError
from commun.core.models import Revision
from commun.core.text import folded

BATCH = 500
Identity: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True)
class JudgedMeeting:
    """`session` is the line of the canevas that the meeting is already; None for one to add."""

    meeting: Meeting
    verdict: Verdict
    session: Session | None = None
    known: ImportedSequence | None = None


def values_of(meeting: Meeting) -> dict[str, Any]:
    """What a session takes of a meeting. Minutes are those between its two hours."""
    return {
        "title": clean_text(meeting.title)[:200],
        "on": meeting.on,
        "starts_at": meeting.at,
        "minutes": meeting.minutes,
        "attendance": meeting.attendance,
        "place": clean_text(meeting.place).replace("\n", ", ")[:200],
        "account": clean_text(meeting.text),
    }


def judge_meetings(concertation: Concertation, meetings: Iterable[Meeting]) -> list[JudgedMeeting]:
    """What becomes of each. Writes nothing; two queries whatever their number."""
    known = {
        one.identity: one
        for one in ImportedSequence.objects.filter(concertation=concertation).select_related("sequence")
    }
    typed = {(folded(one.title), one.on): one for one in concertation.sequences.filter(imported=None).order_by("-pk")}
    seen: set[Identity] = set()
    return [_judged(one, known, typed, seen) for one in meetings]


def _judged(
    meeting: Meeting,
    known: Mapping[Identity, ImportedSequence],
    typed: dict[tuple[str, Any], Session],
    seen: set[Identity],
) -> JudgedMeeting:
    identity = _identity(meeting.origin)
    if identity in seen:
        return JudgedMeeting(meeting, Verdict.TWIN)
    seen.add(identity)
    values = values_of(meeting)
    found = known.get(identity)
    if found is None:
        same = typed.pop((folded(values["title"]), values["on"]), None)
        return JudgedMeeting(meeting, Verdict.UNCHANGED if same else Verdict.NEW, same)
    here = {name: getattr(found.sequence, name) for name in values}
    if here == values or found.content_sha256 == _digest(values):
        return JudgedMeeting(meeting, Verdict.UNCHANGED, found.sequence, found)
    verdict = Verdict.CHANGED if _digest(here) == found.content_sha256 else Verdict.EDITED
    return JudgedMeeting(meeting, verdict, found.sequence, found)


def _identity(origin: Origin) -> Identity:
    return (origin.platform, origin.host, origin.id)


def _digest(values: Mapping[str, Any]) -> str:
    return Revision.digest({name: str(value) for name, value in values.items()})


@transaction.atomic
def take_meetings(*, concertation: Concertation, meetings: Iterable[Meeting], by: User | None) -> TakenIn:
    """Bring meetings as sessions of the debate; twice changes nothing, and what was changed here is kept.

    Raises DomainError for one without an identifier, InvalidRecord when a step already taken would lose what it needs.
    """
    record, outcome = lock(concertation), TakenIn()
    lacked = lifecycle.broken_by(record)
    for one in judge_meetings(record, [_identified(meeting) for meeting in meetings]):
        outcome.counts[one.verdict] += 1
        values = values_of(one.meeting)
        if one.verdict == Verdict.CHANGED and one.session is not None and one.known is not None:
            for name, value in values.items():
                setattr(one.session, name, value)
            one.session.save()
            one.known.content_sha256, one.known.imported_at = _digest(values), timezone.now()
            one.known.save(update_fields=["content_sha256", "imported_at"])
        elif one.known is None and one.verdict in (Verdict.NEW, Verdict.UNCHANGED):
            session = one.session or Session.objects.create(concertation=record, **values)
            ImportedSequence.objects.create(
                concertation=record,
                sequence=session,
                content_sha256=_digest(values),
                **_columns(one.meeting.origin),
            )
    if lost := rules.undone(lacked, record):
        raise rules.InvalidRecord(lost)
    if outcome[Verdict.NEW] or outcome[Verdict.CHANGED]:
        role = _trace(record, "concertation.sequences_brought", outcome, by=by)
        keep_counters(record)
        keep_version(record, by_role=role, reason=_("Séquences animées"))
    return outcome


def _identified(one: Any) -> Any:
    if not one.origin.id:
        raise DomainError(_("Une ligne n’a pas d’identifiant : elle ne serait pas reconnue la prochaine fois."))
    return one


def _columns(origin: Origin) -> dict[str, str]:
    return {
        "platform": origin.platform,
        "host": origin.host,
        "source_id": origin.id,
        "source_url": origin.url,
    }


def _trace(record: Concertation, verb: str, outcome: TakenIn, *, by: User | None) -> str:
    role = by.signature(record.territory) if by is not None else str(_("Import en ligne de commande"))
    detail = {"ajoutees": outcome[Verdict.NEW], "modifiees": outcome[Verdict.CHANGED]}
    audit.record(verb, target=record, by=by, by_role=role, detail=detail)
    return role


# --- What was done -------------------------------------------------------------------------------------------------


@dataclass
class TakenResults(TakenIn):
    """`elsewhere` follow propositions that are not here; `bare` name none, and are kept all the same."""

    elsewhere: int = 0
    bare: int = 0


@transaction.atomic
def take_results(
    *, concertation: Concertation, results: Iterable[Result], by: User | None, keeps_bare: bool = True
) -> TakenResults:
    """Keep what the platform says was done, linked to the propositions that it names; public only once promised.

    Twice changes nothing. One that names propositions of which none is here is left where it is; so is one that names
    none, unless `keeps_bare`. Raises DomainError for one without an identifier.
    """
    record, outcome = lock(concertation), TakenResults()
    rows = {one.identity: one for one in ImportedResult.objects.filter(concertation=record)}
    links: dict[int, set[int]] = {}
    for result_pk, takeaway_pk in ImportedResult.takeaways.through.objects.filter(
        importedresult__concertation=record
    ).values_list("importedresult_id", "takeaway_id"):
        links.setdefault(result_pk, set()).add(takeaway_pk)
    here = _takeaways_by_origin(record)
    seen: set[Identity] = set()
    for result in map(_identified, results):
        origin = result.origin
        named = {here[one] for one in ((origin.platform, origin.host, pk) for pk in result.proposals) if one in here}
        if (result.proposals and not named) or (not result.proposals and not keeps_bare):
            outcome.elsewhere += 1
            continue
        if _identity(origin) in seen:
            outcome.counts[Verdict.TWIN] += 1
            continue
        seen.add(_identity(origin))
        outcome.bare += not named
        row = rows.get(_identity(origin))
        values = _values_of_result(result)
        if row is None:
            row = ImportedResult.objects.create(concertation=record, **_columns(origin), **values)
            row.takeaways.set(named)
            outcome.counts[Verdict.NEW] += 1
        elif links.get(row.pk, set()) == named and all(getattr(row, name) == one for name, one in values.items()):
            outcome.counts[Verdict.UNCHANGED] += 1
        else:
            for name, one in (values | {"source_url": origin.url, "imported_at": timezone.now()}).items():
                setattr(row, name, one)
            row.save()
            row.takeaways.set(named)
            outcome.counts[Verdict.CHANGED] += 1
    if outcome[Verdict.NEW] or outcome[Verdict.CHANGED]:
        _trace(record, "concertation.results_brought", outcome, by=by)
    return outcome


def _takeaways_by_origin(record: Concertation) -> dict[Identity, int]:
    rows = ImportedRecord.objects.filter(concertation=record).order_by()
    values = rows.values_list("platform", "host", "source_id", "takeaway_id")
    return {(platform, host, source_id): pk for platform, host, source_id, pk in values.iterator()}


def _values_of_result(result: Result) -> dict[str, Any]:
    return {
        "title": clean_text(result.title)[:300],
        "text": clean_text(result.text),
        "status": clean_text(result.status)[:100],
        "progress": None if result.progress is None else round(result.progress),
        "starts_on": result.starts_on,
        "ends_on": result.ends_on,
    }


@transaction.atomic
def link_promise(*, result: ImportedResult, follow_up: FollowUp) -> None:
    """Say that this promised action is what the platform told. The promise itself left the trace."""
    if follow_up.proposition.concertation_id != result.concertation_id:
        raise DomainError(_("Cette réalisation est celle d’une autre concertation."))
    ImportedResult.objects.filter(pk=result.pk).update(follow_up=follow_up)


# --- Comments ------------------------------------------------------------------------------------------------------


@dataclass
class TakenComments:
    """`read` comments, of which `counted` with a text that is here; `texts` whose count is new or has moved."""

    read: int = 0
    counted: int = 0
    texts: int = 0

    @property
    def elsewhere(self) -> int:
        return self.read - self.counted


class _Threads:
    """How many comments each proposal has. One that answers another counts with the proposal at the root."""

    def __init__(self) -> None:
        self.all: Counter[Identity] = Counter()
        self.agree: Counter[Identity] = Counter()
        self.against: Counter[Identity] = Counter()
        self.read = 0
        self._roots: dict[str, Identity | None] = {}

    def add(self, comment: Comment) -> None:
        if comment.origin.id in self._roots:
            return  # the same comment is higher in the file
        root = self._root(comment)
        if comment.origin.id:
            self._roots[comment.origin.id] = root
        self.read += 1
        if root is None:
            return
        self.all[root] += 1
        self.agree[root] += comment.alignment > 0
        self.against[root] += comment.alignment < 0

    def _root(self, comment: Comment) -> Identity | None:
        origin = comment.origin
        if comment.root_id:
            return (origin.platform, origin.host, comment.root_id)
        if comment.about_kind == "Proposal":
            return (origin.platform, origin.host, comment.about_id)
        return self._roots.get(comment.about_id) if comment.about_kind == "Comment" else None


@transaction.atomic
def count_comments(*, concertation: Concertation, comments: Iterable[Comment], by: User | None) -> TakenComments:
    """Count the comments of each text that is here. The file's word replaces the one before: twice counts once.

    A file without addresses says no site: its comments go to the texts of the only site known here.
    """
    record, threads = lock(concertation), _Threads()
    for one in comments:
        threads.add(one)
    hosts = set(ImportedRecord.objects.filter(concertation=record).order_by().values_list("host", flat=True))
    outcome, moved = TakenComments(read=threads.read), list[ImportedRecord]()
    by_id = {(platform, source_id): host for platform, host, source_id in threads.all}
    for ids in _pieces(sorted({one for _platform, one in by_id})):
        for row in ImportedRecord.objects.filter(concertation=record, source_id__in=ids).order_by("pk"):
            host = by_id.get((row.platform, row.source_id))
            if host is None or (host != row.host and not (host == "" and len(hosts) == 1)):
                continue
            key = (row.platform, host, row.source_id)
            counts = (threads.all[key], threads.agree[key], threads.against[key])
            outcome.counted += counts[0]
            if counts != (row.comments_count, row.comments_for, row.comments_against):
                row.comments_count, row.comments_for, row.comments_against = counts
                moved.append(row)
    fields = ["comments_count", "comments_for", "comments_against"]
    ImportedRecord.objects.bulk_update(moved, fields, batch_size=BATCH)
    outcome.texts = len(moved)
    if moved:
        role = by.signature(record.territory) if by is not None else str(_("Import en ligne de commande"))
        detail = {"commentaires": outcome.counted, "remontees": outcome.texts}
        audit.record("concertation.comments_counted", target=record, by=by, by_role=role, detail=detail)
    return outcome


def _pieces(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
