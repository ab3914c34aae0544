"""Taking in what people wrote on another platform: new texts, changed ones, and where each comes from. All or nothing.

One road for the page and for the command: the lines come one after the other, so that a hundred thousand of them cost
the memory of one batch and of a digest for each.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations import lifecycle
from commun.concertations.actions.records import keep_counters, keep_version, lock
from commun.concertations.actions.takeaways import (
    NewTakeaway,
    Numbering,
    checked_text,
    new_row,
    refuse_when_not_open,
    same_text_key,
)
from commun.concertations.enums import State
from commun.concertations.models import ColumnMemory, Concertation, ImportedRecord, Takeaway
from commun.concertations.platforms.records import Origin, Said
from commun.core import audit
from commun.core.models import Revision
from commun.territories.models import Territory

BATCH = 1_000
NAMED = 200
"""The trace names so many of the texts added, and counts the others."""


class Verdict(StrEnum):
    """What becomes of a text that is brought."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    TWIN = "twin"  # the same sentence is higher in the file, or already here
    FROZEN = "frozen"  # changed at its source since the restitution: only an erratum could
    EDITED = "edited"  # changed here since it was brought: ours is kept


@dataclass(frozen=True)
class Incoming:
    """A text that is brought, where it comes from (None for a list typed by hand) and what was answered to it there."""

    item: NewTakeaway
    origin: Origin | None = None
    said: Said = field(default_factory=Said)


@dataclass(frozen=True, slots=True)
class Known:
    """What is held of a text that was brought before: as the platform gave it last, and as it stands here."""

    pk: int
    text_sha256: str
    said: Said
    takeaway_pk: int
    text: str
    is_frozen: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """`known` when the platform names it as before, `takeaway` when only its words are already here."""

    incoming: Incoming
    verdict: Verdict
    known: Known | None = None
    takeaway: Takeaway | None = None
    drafts: bool = False
    """Whether what the platform answered is not what we hold."""

    @property
    def lacks_origin(self) -> bool:
        """The words were here before anybody told where they come from."""
        return (
            self.verdict == Verdict.UNCHANGED
            and self.takeaway is not None
            and getattr(self.takeaway, "imported", None) is None
            and self.incoming.origin is not None
        )


@dataclass
class TakenIn:
    """How many texts of each verdict, and of answers to sign that were brought with them."""

    counts: Counter[Verdict] = field(default_factory=Counter)
    drafts: int = 0

    def __getitem__(self, verdict: Verdict) -> int:
        return self.counts[verdict]

    @property
    def total(self) -> int:
        return self.counts.total()


class Judge:
    """Tells what becomes of each text, against what the record holds and what came before. Writes nothing.

    Two queries for each batch, and one at the beginning. A text is held in memory as eight bytes.
    """

    def __init__(self, concertation: Concertation) -> None:
        self._record = concertation
        self._texts: dict[int, int] = {}
        self.taken: set[tuple[str, int]] = set()
        rows = concertation.takeaways.order_by().values_list("pk", "kind", "number", "text")
        for pk, kind, number, text in rows.iterator():
            self._texts[_mark(kind, text)] = pk
            self.taken.add((kind, number))
        self._seen: set[int] = set()
        self._ids: set[tuple[str, str, str]] = set()

    def judge(self, batch: Sequence[Incoming]) -> list[Judged]:
        named = [one.origin.id for one in batch if one.origin is not None and one.origin.id]
        known = self._known(named) if named else {}
        marks = [_mark(one.item.kind, one.item.text) for one in batch]
        twins = {self._texts[key] for key in marks if key in self._texts}
        twins -= {one.takeaway_pk for one in known.values()}
        found = Takeaway.objects.select_related("imported").in_bulk(twins) if twins else {}
        return [self._one(one, key, known, found) for one, key in zip(batch, marks, strict=True)]

    def _known(self, named: Sequence[str]) -> dict[tuple[str, str, str], Known]:
        """By values: an instance costs more than all the rest of the comparison."""
        rows = ImportedRecord.objects.filter(concertation=self._record, source_id__in=named).order_by()
        values = rows.values_list(
            "platform",
            "host",
            "source_id",
            "pk",
            "text_sha256",
            "takeaway_id",
            "takeaway__text",
            "takeaway__frozen_at",
            "said_state",
            "said_decision",
            "said_text",
            "said_on",
        )
        return {
            (one[0], one[1], one[2]): Known(
                pk=one[3],
                text_sha256=one[4],
                takeaway_pk=one[5],
                text=one[6],
                is_frozen=one[7] is not None,
                said=Said(one[8], one[9], one[10], one[11]),
            )
            for one in values
        }

    def _one(
        self,
        incoming: Incoming,
        key: int,
        known: dict[tuple[str, str, str], Known],
        found: dict[int, Takeaway],
    ) -> Judged:
        origin = incoming.origin
        record = None
        if origin is not None and origin.id:
            identity = (origin.platform, origin.host, origin.id)
            if identity in self._ids:
                return Judged(incoming, Verdict.TWIN)
            self._ids.add(identity)
            record = known.get(identity)
        if record is not None:
            self._seen.add(key)
            return Judged(
                incoming, _compared(incoming.item.text, record), known=record, drafts=record.said != incoming.said
            )
        if key in self._seen:
            return Judged(incoming, Verdict.TWIN)
        self._seen.add(key)
        if key in self._texts:
            return Judged(incoming, Verdict.UNCHANGED, takeaway=found.get(self._texts[key]))
        return Judged(incoming, Verdict.NEW)


def _compared(text: str, known: Known) -> Verdict:
    if known.text == text or known.text_sha256 == Takeaway.digest(text):
        return Verdict.UNCHANGED
    if same_text_key(known.text) == same_text_key(text):
        return Verdict.UNCHANGED
    if known.is_frozen:
        return Verdict.FROZEN
    if Takeaway.digest(known.text) != known.text_sha256:
        return Verdict.EDITED
    return Verdict.CHANGED


def _mark(kind: str, text: str) -> int:
    digest = hashlib.blake2b(f"{kind}\0{same_text_key(text)}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


@transaction.atomic
def take_in(
    *,
    concertation: Concertation,
    incoming: Iterable[Incoming],
    by: User | None,
    tell: Callable[[TakenIn], None] = lambda _so_far: None,
) -> TakenIn:
    """Bring these texts into the record, all or none; twice changes nothing. `by` is None for the command line.

    After the restitution new texts are frozen at once and the addition is public. Raises DomainError: once the answer
    is published, while the debate is interrupted, for an empty or too long text, or for a number that is another's.
    """
    concertation = lock(concertation)
    refuse_when_not_open(concertation)
    is_late = not lifecycle.is_before(concertation, State.RESTITUTION)
    judge = Judge(concertation)
    numbering = Numbering(judge.taken, fill_gaps=not is_late)
    outcome, names, places = TakenIn(), list[str](), Counter[str]()
    for batch in _batches(incoming):
        checked = [_checked(one) for one in batch]
        judged = judge.judge(checked)
        added = _add(
            concertation, [one.incoming for one in judged if one.verdict == Verdict.NEW], numbering, is_late=is_late
        )
        names += [str(one) for one in added[: NAMED - len(names)]]
        _follow(judged)
        outcome.counts.update(one.verdict for one in judged)
        outcome.drafts += sum(
            bool(one.incoming.said) for one in judged if one.verdict == Verdict.NEW or (one.known and one.drafts)
        )
        places.update(one.origin.host or one.origin.platform for one in batch if one.origin is not None)
        tell(outcome)
    if outcome[Verdict.NEW] or outcome[Verdict.CHANGED]:
        _trace(concertation, outcome, names, places, by=by, is_late=is_late)
    return outcome


def _checked(one: Incoming) -> Incoming:
    text = checked_text(one.item.text)
    return one if text == one.item.text else replace(one, item=replace(one.item, text=text))


def _batches(incoming: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    waiting = iter(incoming)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _add(
    concertation: Concertation, brought: Sequence[Incoming], numbering: Numbering, *, is_late: bool
) -> list[Takeaway]:
    rows = [
        new_row(concertation, item, number, is_late=is_late)
        for item, number in numbering.give([one.item for one in brought])
    ]
    added = Takeaway.objects.bulk_create(rows, batch_size=500)
    _remember((takeaway, one) for takeaway, one in zip(added, brought, strict=True) if one.origin is not None)
    return added


def _follow(judged: Sequence[Judged]) -> None:
    """Change the drafts whose source changed, give its origin to a text typed before, keep the answers to sign."""
    now = timezone.now()
    moved = {one.known.pk: one for one in judged if one.known and (one.verdict == Verdict.CHANGED or one.drafts)}
    if moved:
        records = list(ImportedRecord.objects.select_related("takeaway").filter(pk__in=moved).order_by("pk"))
        rows: list[Takeaway] = []
        for record in records:
            one, said = moved[record.pk], moved[record.pk].incoming.said
            if one.verdict == Verdict.CHANGED:
                record.takeaway.text, record.takeaway.changed_at = one.incoming.item.text, now
                record.text_sha256, record.imported_at = Takeaway.digest(one.incoming.item.text), now
                rows.append(record.takeaway)
            record.said_state, record.said_decision = said.state, said.decision
            record.said_text, record.said_on = said.text, said.on
        Takeaway.objects.bulk_update(rows, ["text", "changed_at"], batch_size=500)
        fields = ["text_sha256", "imported_at", "said_state", "said_decision", "said_text", "said_on"]
        ImportedRecord.objects.bulk_update(records, fields, batch_size=500)
    _remember((one.takeaway, one.incoming) for one in judged if one.lacks_origin and one.takeaway is not None)


def _remember(pairs: Iterable[tuple[Takeaway, Incoming]]) -> None:
    rows = [
        ImportedRecord(
            concertation_id=takeaway.concertation_id,
            takeaway_id=takeaway.pk,  # rather than the instance: two that know each other wait for the collector
            platform=one.origin.platform,
            host=one.origin.host,
            source_id=one.origin.id,
            source_url=one.origin.url,
            locale=one.origin.locale[:10],
            text_sha256=Takeaway.digest(one.item.text),
            said_state=one.said.state,
            said_decision=one.said.decision,
            said_text=one.said.text,
            said_on=one.said.on,
        )
        for takeaway, one in pairs
        if one.origin is not None and one.origin.id
    ]
    ImportedRecord.objects.bulk_create(rows, batch_size=500)


def _trace(
    concertation: Concertation,
    outcome: TakenIn,
    names: list[str],
    places: Counter[str],
    *,
    by: User | None,
    is_late: bool,
) -> None:
    role = by.signature(concertation.territory) if by is not None else _("Import en ligne de commande")
    detail: dict[str, object] = {"ajoutees": names, "apres_restitution": is_late}
    if outcome[Verdict.NEW] > len(names):
        detail["nombre"] = outcome[Verdict.NEW]
    if outcome[Verdict.CHANGED]:
        detail["modifiees"] = outcome[Verdict.CHANGED]
    if places:
        detail["origine"] = [place for place, _count in places.most_common(5)]
    audit.record(
        "takeaways.added",
        target=concertation,
        by=by,
        by_role=role,
        detail=detail,
        public=is_late and bool(outcome[Verdict.NEW]) and concertation.is_published,
    )
    keep_counters(concertation)
    if is_late and outcome[Verdict.NEW]:
        keep_version(concertation, by_role=role, reason=_("Remontées ajoutées après la restitution"))


# --- What a territory said of its columns --------------------------------------------------------------------------


def heads_digest(heads: Sequence[str]) -> str:
    """What a table is known again by: its heads, in their order, whatever their case."""
    return Revision.digest([head.strip().casefold() for head in heads])


def remember_columns(*, territory: Territory, kind: str, heads: Sequence[str], columns: Sequence[str]) -> None:
    """Keep what a person said of the columns of a table, once they have confirmed what it gives."""
    if any(heads):
        ColumnMemory.objects.update_or_create(
            territory=territory,
            kind=kind,
            heads_sha256=heads_digest(heads),
            defaults={"columns": list(columns), "used_at": timezone.now()},
        )


def remembered_columns(*, territory: Territory, kind: str, heads: Sequence[str]) -> tuple[str, ...]:
    """What was said of a table with these heads; empty when nobody did."""
    found = ColumnMemory.objects.filter(territory=territory, kind=kind, heads_sha256=heads_digest(heads)).first()
    return tuple(found.columns) if found is not None else ()
