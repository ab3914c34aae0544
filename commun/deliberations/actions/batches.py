"""Writing a batch of decisions: what is new is added, what changed keeps what it said, the rest is left alone."""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.utils import timezone

from commun.core.models import Revision
from commun.core.written import Added
from commun.deliberations.actions.bodies import bodies_of
from commun.deliberations.columns import VALUES
from commun.deliberations.identity import digest_of
from commun.deliberations.importers.reading import Decision
from commun.deliberations.models import Deliberation, DeliberationSource, DeliberationText, Takedown
from commun.deliberations.versions import content_of

_FIELDS = tuple(column.field for column in VALUES)
_WRITTEN_TOGETHER = 500
_values_of = attrgetter(*_FIELDS)
_DECISIONS = Added(
    Deliberation, "uid", "body_id", "local_id", "decided_on", "source_id", "sha256", "recorded_at", *_FIELDS
)
_TEXTS = Added(DeliberationText, "deliberation_id", "body", "source", "sha256")


@dataclass(slots=True)
class Counts:
    """What became of some rows."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    withheld: int = 0
    twins: list[tuple[Decision, int]] = field(default_factory=list)
    """Rows that say something else than an earlier one of the same file, whose line is told: refused."""


@dataclass(frozen=True, slots=True)
class WithText:
    """A decision of a file and its text, "" when the file and the folder have none."""

    decision: Decision
    text: str
    text_source: str

    @property
    def text_sha256(self) -> str:
        return digest_of(self.text) if self.text else ""


@dataclass(frozen=True, slots=True)
class _Known:
    pk: int
    sha256: str
    text_sha256: str
    is_taken_down: bool


class Bodies:
    """The keys of the bodies met so far: a file of two million decisions has a few thousand."""

    def __init__(self, *, is_fictional: bool) -> None:
        self._is_fictional = is_fictional
        self._keys: dict[str, int] = {}

    def of(self, rows: Sequence[WithText]) -> Mapping[str, int]:
        """SIRET → key, for the bodies of these rows at least."""
        new = {row.decision.siret: row.decision.name for row in reversed(rows) if row.decision.siret not in self._keys}
        if new:
            self._keys |= bodies_of(new, is_fictional=self._is_fictional)
        return self._keys

    def forget(self) -> None:
        """After a transaction that was undone: the bodies that it created are no more."""
        self._keys.clear()


def write_batch(
    rows: Sequence[WithText],
    *,
    source: DeliberationSource,
    bodies: Bodies,
    first_line: Callable[[Sequence[Decision]], Mapping[str, int]],
    dry_run: bool = False,
) -> Counts:
    """Write some rows of a file, inside the caller's transaction.

    `first_line` tells on which line of the same file each decision was first met: a file that contradicts itself is
    believed the first time only, so that reading it again changes nothing.
    """
    counts = Counts()
    first = first_line([row.decision for row in rows])
    kept: dict[str, WithText] = {}
    again: list[WithText] = []
    for row in rows:
        uid = row.decision.uid
        if first[uid] < row.decision.line:
            again.append(row)
        else:
            kept[uid] = row
    known = _known([row.decision.uid for row in rows])
    new = [row for uid, row in kept.items() if uid not in known]
    changed: list[tuple[_Known, WithText]] = []
    withheld: list[WithText] = []
    for uid, row in kept.items():
        if (one := known.get(uid)) is None:
            continue
        if one.is_taken_down:
            withheld.append(row)
        elif _says_the_same(one, row):
            counts.unchanged += 1
        else:
            changed.append((one, row))
    _judge_twins(again, kept=kept, known=known, first=first, counts=counts)
    brought_back = _allowed_back(withheld, known)
    counts.created, counts.changed = len(new), len(changed) + len(brought_back)
    counts.withheld += len(withheld) - len(brought_back)
    if not dry_run:
        _create(new, source=source, bodies=bodies)
        _change(changed, source=source)
        _bring_back(brought_back, source=source)
        _note_withheld([row for row in withheld if row not in brought_back], known)
    return counts


def _known(uids: Sequence[str]) -> dict[str, _Known]:
    found = Deliberation.objects.filter(uid__in=set(uids)).values_list(
        "uid", "pk", "sha256", "text__sha256", "taken_down_at"
    )
    return {uid: _Known(pk, digest, text or "", at is not None) for uid, pk, digest, text, at in found}


def _says_the_same(known: _Known, row: WithText) -> bool:
    """A file without the text does not take it away."""
    return known.sha256 == row.decision.sha256 and row.text_sha256 in ("", known.text_sha256)


def _judge_twins(
    again: Sequence[WithText],
    *,
    kept: Mapping[str, WithText],
    known: Mapping[str, _Known],
    first: Mapping[str, int],
    counts: Counts,
) -> None:
    for row in again:
        uid = row.decision.uid
        if uid in kept:
            is_same = kept[uid].decision.sha256 == row.decision.sha256 and row.text in ("", kept[uid].text)
        else:
            is_same = uid in known and (known[uid].is_taken_down or _says_the_same(known[uid], row))
        if is_same:
            counts.unchanged += 1
        else:
            counts.twins.append((row.decision, first[uid]))


def _create(rows: Sequence[WithText], *, source: DeliberationSource, bodies: Bodies) -> None:
    if not rows:
        return
    now, keys, key = timezone.now(), bodies.of(rows), source.pk
    decisions = _DECISIONS.add(
        [
            (one.uid, keys[one.siret], one.local_id, one.decided_on, key, one.sha256, now, *_values_of(one))
            for one in (row.decision for row in rows)
        ]
    )
    _TEXTS.add(
        [
            (decision, row.text, row.text_source, row.text_sha256)
            for decision, row in zip(decisions, rows, strict=True)
            if row.text
        ]
    )


def _change(changed: Sequence[tuple[_Known, WithText]], *, source: DeliberationSource) -> None:
    """The earlier values are kept as a revision, and the new ones as the next."""
    for start in range(0, len(changed), _WRITTEN_TOGETHER):
        part = changed[start : start + _WRITTEN_TOGETHER]
        found = Deliberation.objects.select_related("text").in_bulk([known.pk for known, _row in part])
        _keep_revisions([found[known.pk] for known, _row in part])
        now = timezone.now()
        texts: list[DeliberationText] = []
        revisions: list[Revision] = []
        about = ContentType.objects.get_for_model(Deliberation)
        for known, row in part:
            decision = found[known.pk]
            _put(decision, row, source=source, now=now)
            text = row.text or _text_of(decision)
            if row.text and row.text_sha256 != known.text_sha256:
                texts.append(_new_text(decision, row))
            revisions.append(_revision(about, decision, content_of(decision, text=text)))
        Deliberation.objects.bulk_update(
            [found[known.pk] for known, _row in part], [*_FIELDS, "sha256", "source", "version", "recorded_at"]
        )
        _write_texts(texts)
        Revision.objects.bulk_create(revisions)


def _put(decision: Deliberation, row: WithText, *, source: DeliberationSource, now: Any) -> None:
    for name in _FIELDS:
        setattr(decision, name, getattr(row.decision, name))
    decision.sha256, decision.source, decision.recorded_at = row.decision.sha256, source, now
    decision.version += 1


def _text_of(decision: Deliberation) -> str:
    text: DeliberationText | None = getattr(decision, "text", None)
    return text.body if text is not None else ""


def _new_text(decision: Deliberation, row: WithText) -> DeliberationText:
    return DeliberationText(deliberation=decision, body=row.text, source=row.text_source, sha256=row.text_sha256)


def _write_texts(texts: Sequence[DeliberationText]) -> None:
    DeliberationText.objects.bulk_create(
        texts, update_conflicts=True, unique_fields=["deliberation"], update_fields=["body", "source", "sha256"]
    )


def _keep_revisions(decisions: Sequence[Deliberation]) -> None:
    """The first time that a decision changes, what it said until then."""
    about = ContentType.objects.get_for_model(Deliberation)
    keys = [decision.pk for decision in decisions]
    last = dict(
        Revision.objects.filter(target_type=about, target_id__in=keys)
        .order_by()
        .values_list("target_id")
        .annotate(last=Max("number"))
    )
    Revision.objects.bulk_create(
        _revision(about, one, content_of(one, text=_text_of(one)))
        for one in decisions
        if last.get(one.pk, 0) < one.version
    )


def _revision(about: ContentType, decision: Deliberation, content: list[list[str]]) -> Revision:
    return Revision(
        target_type=about,
        target_id=decision.pk,
        number=decision.version,
        at=decision.recorded_at,
        content=content,
        sha256=Revision.digest(dict(content)),
    )


# --- What was taken down ---------------------------------------------------------------------------------------------


def seal_of(*digests: str) -> str:
    """Tells whether two contents are the same; without the site's secret, nothing of what they are."""
    return hmac.new(settings.SECRET_KEY.encode(), "\x1f".join(digests).encode(), hashlib.sha256).hexdigest()


def _allowed_back(rows: Sequence[WithText], known: Mapping[str, _Known]) -> list[WithText]:
    """Those whose takedown was lifted."""
    if not rows:
        return []
    keys = [known[row.decision.uid].pk for row in rows]
    lifted = set(
        Takedown.objects.filter(pk__in=keys).exclude(lifted_at=None).values_list("deliberation__uid", flat=True)
    )
    return [row for row in rows if row.decision.uid in lifted]


def _bring_back(rows: Sequence[WithText], *, source: DeliberationSource) -> None:
    now = timezone.now()
    for row in rows:
        decision = Deliberation.objects.select_for_update().get(uid=row.decision.uid)
        _put(decision, row, source=source, now=now)
        decision.local_id, decision.taken_down_at = row.decision.local_id, None
        decision.save()
        if row.text:
            _write_texts([_new_text(decision, row)])
        Takedown.objects.filter(pk=decision.pk).delete()


def _note_withheld(rows: Sequence[WithText], known: Mapping[str, _Known]) -> None:
    """Say to the coordination that a body published something else since: perhaps without what was to be removed."""
    if not rows:
        return
    seals = dict(
        Takedown.objects.filter(pk__in=[known[row.decision.uid].pk for row in rows], newer_seen_at=None).values_list(
            "deliberation__uid", "seal"
        )
    )
    newer = [
        row.decision.uid
        for row in rows
        if row.decision.uid in seals and seals[row.decision.uid] != seal_of(row.decision.sha256)
    ]
    if newer:
        Takedown.objects.filter(deliberation__uid__in=newer).update(newer_seen_at=timezone.now())
