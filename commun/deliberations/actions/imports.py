"""Reading files of decisions into the database: streamed, in batches, going on from where a killed import stopped."""

import csv
import io
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit
from commun.core.errors import DomainError
from commun.core.identifiers import first_free, next_uid
from commun.core.spreadsheets import guard
from commun.deliberations.actions.batches import Bodies, Counts, WithText, write_batch
from commun.deliberations.enums import TextSource
from commun.deliberations.importers.document_reader import html_text
from commun.deliberations.importers.documents import DocumentFolder
from commun.deliberations.importers.files import DecisionFile, RawRow, UnreadableFile, look_at
from commun.deliberations.importers.reading import Decision, Fault, Reader, learnt
from commun.deliberations.importers.seen import Seen
from commun.deliberations.models import DeliberationImport, DeliberationSource

BATCH = 2000
LEARNT_FROM = 1000
"""Rows that tell how a file writes its days."""
ATTEMPTS = 4
FAULT_HEADERS = ("ligne", "colonne", "valeur", "raison", "effet")
_LONGEST_VALUE = 200
_MOST_REASONS = 100
_HTML_STARTS = ("<!doctype", "<html", "<body", "<div", "<p>", "<p ", "<section", "<article", "<h1")


@dataclass(frozen=True)
class SourceSaid:
    """What is told of where the files come from."""

    title: str
    publisher: str = ""
    url: str = ""
    licence: str = ""
    is_fictional: bool = False


@dataclass(slots=True)
class Outcome:
    """What the reading of a file gave so far. `rate` is in rows a second, of this process."""

    file: DecisionFile
    faults_path: Path | None = None
    resumed_at: int = 0
    is_already_done: bool = False
    line: int = 0
    position: int = 0
    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    faulty: int = 0
    withheld: int = 0
    remarks: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    rate: float = 0.0
    seconds_left: float | None = None


COUNTERS = ("read", "created", "changed", "unchanged", "faulty", "withheld", "remarks")


class AnotherImport(DomainError):
    """The same file is being read by another process."""


def keep_source(said: SourceSaid) -> DeliberationSource:
    """The source of this title, publisher and address: the same one when it publishes again."""
    known = DeliberationSource.objects.filter(title=said.title, publisher=said.publisher, url=said.url).first()
    if known is not None:
        known.licence, known.read_at = said.licence or known.licence, timezone.now()
        known.save(update_fields=["licence", "read_at"])
        return known
    prefix = f"sd-{timezone.localdate().year}-"
    return first_free(
        lambda: DeliberationSource.objects.create(
            uid=next_uid(DeliberationSource, prefix),
            title=said.title,
            publisher=said.publisher,
            url=said.url,
            licence=said.licence,
            is_fictional=said.is_fictional,
        ),
        busy=_("D’autres imports commencent en même temps : réessayez."),
    )


def import_file(
    *,
    path: Path,
    said: SourceSaid,
    by: User | None,
    faults_to: Path | None = None,
    text_dir: Path | None = None,
    dry_run: bool = False,
    again: bool = False,
    tell: Callable[[Outcome], None] = lambda _outcome: None,
) -> Outcome:
    """Read one file to its end, telling where it is after each batch. Good rows are kept; faults go to `faults_to`.

    A file read to its end is not read twice, unless `again`. Raises UnreadableFile, AnotherImport, OSError.
    """
    file = look_at(path)
    outcome = Outcome(file, faults_path=faults_to)
    state = None if dry_run else _state(file, said, again=again, faults_to=faults_to)
    if state is not None and state.is_ended:
        outcome.is_already_done = True
        return _as_recorded(outcome, state)
    if state is not None:
        _as_recorded(outcome, state)
        outcome.resumed_at = state.line
    run = _Run(file, outcome, state, is_fictional=said.is_fictional, tell=tell)
    with ExitStack() as stack:
        run.seen = stack.enter_context(_seen(file, is_new=not outcome.position))
        run.faults = _FaultsFile(faults_to, size=state.faults_size if state else 0)
        run.folder = stack.enter_context(DocumentFolder(text_dir)) if text_dir else None
        run.to_the_end()
    if state is not None:
        _finish(state, by=by)
    return outcome


def _state(file: DecisionFile, said: SourceSaid, *, again: bool, faults_to: Path | None) -> DeliberationImport:
    """Where the reading of this file stands; a new one when it never was read, or is to be read again."""
    source = keep_source(said)
    last = DeliberationImport.objects.filter(sha256=file.sha256, source=source).order_by("-pk").first()
    if last is not None and not (again and last.is_ended):
        return last
    return DeliberationImport.objects.create(
        sha256=file.sha256,
        source=source,
        name=file.path.name[:300],
        size=file.size,
        faults_name=faults_to.name[:500] if faults_to else "",
    )


def _as_recorded(outcome: Outcome, state: DeliberationImport) -> Outcome:
    for name in (*COUNTERS, "line", "position"):
        setattr(outcome, name, getattr(state, name))
    outcome.reasons = Counter(state.reasons)
    return outcome


@transaction.atomic
def _finish(state: DeliberationImport, *, by: User | None) -> None:
    """Pages are made again from here on: the event changes the version of the public data."""
    now = timezone.now()
    DeliberationImport.objects.filter(pk=state.pk).update(ended_at=now, touched_at=now)
    state.refresh_from_db()
    audit.record(
        "deliberations.imported",
        target=state.source,
        by=by,
        by_role=by.signature() if by is not None else "",
        detail={"fichier": state.sha256[:16], **{name: getattr(state, name) for name in COUNTERS}},
        public=True,
    )


def _seen(file: DecisionFile, *, is_new: bool) -> Seen:
    return Seen(Path(settings.DATA_DIR) / "imports" / f"{file.sha256}.seen", is_new=is_new)


class _Run:
    """One reading of one file by one process."""

    seen: Seen
    faults: "_FaultsFile"
    folder: DocumentFolder | None = None

    def __init__(
        self,
        file: DecisionFile,
        outcome: Outcome,
        state: DeliberationImport | None,
        *,
        is_fictional: bool,
        tell: Callable[[Outcome], None],
    ) -> None:
        self._file, self._outcome, self._state, self._tell = file, outcome, state, tell
        self._bodies = Bodies(is_fictional=is_fictional)
        self._began, self._first_read, self._first_position = time.monotonic(), outcome.read, outcome.position

    def to_the_end(self) -> None:
        outcome = self._outcome
        first = (row.cells for row in islice(self._file.rows(0, 0), LEARNT_FROM))
        self._reader = Reader(habit=learnt(first))
        source = self._state.source if self._state else DeliberationSource()
        for rows in _batches(self._file.rows(outcome.position, outcome.line)):
            self._write(rows, source)
            self._measure()
            self._tell(outcome)

    def _write(self, rows: Sequence[RawRow], source: DeliberationSource) -> None:
        decisions, faults = self._read(rows)
        for attempt in range(ATTEMPTS):
            try:
                with transaction.atomic():
                    counts = write_batch(
                        decisions,
                        source=source,
                        bodies=self._bodies,
                        first_line=self._first_lines,
                        dry_run=self._state is None,
                    )
                    self._account(rows, counts, [*faults, *_twin_faults(counts)])
                return
            except IntegrityError:
                # Another file holds the same decisions and was quicker: what it wrote is read again.
                self._bodies.forget()
                if attempt + 1 == ATTEMPTS:
                    raise

    def _read(self, rows: Sequence[RawRow]) -> tuple[list[WithText], list[Fault]]:
        reader = self._reader
        reader.faults = []
        decisions = []
        for row in rows:
            if row.fault:
                reader.faults.append(Fault(row.line, "", "", row.fault))
            elif (decision := reader.read(row.line, row.cells)) is not None:
                decisions.append(self._with_text(decision))
        return decisions, reader.faults

    def _with_text(self, decision: Decision) -> WithText:
        text = decision.text
        if text:
            if text[:10].lower().startswith(_HTML_STARTS):
                return WithText(decision, html_text(text), TextSource.HTML)
            return WithText(decision, text, TextSource.GIVEN)
        if self.folder is not None:
            found = self.folder.text_of(siret=decision.siret, local_id=decision.local_id, url=decision.url)
            if found is not None:
                if found.fault:
                    self._reader.faults.append(Fault(decision.line, "TEXTE", found.name, found.fault, is_fatal=False))
                return WithText(decision, found.text, found.source)
        return WithText(decision, "", "")

    def _first_lines(self, decisions: Sequence[Decision]) -> "dict[str, int]":
        return dict(self.seen.first_lines((one.uid, one.line) for one in decisions))

    def _account(self, rows: Sequence[RawRow], counts: Counts, faults: Sequence[Fault]) -> None:
        """Put the counters and the place in the transaction of the rows; what is told follows once that is certain."""
        outcome, reasons = self._outcome, _counted(self._outcome.reasons, faults)
        fatal = {fault.line for fault in faults if fault.is_fatal}
        values = {
            "line": rows[-1].line,
            "position": rows[-1].after,
            "read": outcome.read + len(rows),
            "created": outcome.created + counts.created,
            "changed": outcome.changed + counts.changed,
            "unchanged": outcome.unchanged + counts.unchanged,
            "withheld": outcome.withheld + counts.withheld,
            "faulty": outcome.faulty + len(fatal),
            "remarks": outcome.remarks + sum(1 for fault in faults if not fault.is_fatal),
        }
        written = self.faults.written(faults)
        if self._state is not None:
            moved = DeliberationImport.objects.filter(pk=self._state.pk, position=outcome.position, ended_at=None)
            if not moved.update(
                **values, reasons=dict(reasons), faults_size=self.faults.size_with(written), touched_at=timezone.now()
            ):
                raise AnotherImport(_("Ce fichier est en train d’être importé par une autre commande."))
        self.faults.add(written)
        outcome.reasons = reasons
        for name, value in values.items():
            setattr(outcome, name, value)

    def _measure(self) -> None:
        outcome, spent = self._outcome, time.monotonic() - self._began
        outcome.rate = (outcome.read - self._first_read) / spent if spent else 0.0
        done = outcome.position - self._first_position
        if self._file.extent and done:
            outcome.seconds_left = spent * max(self._file.extent - outcome.position, 0) / done


def _batches(rows: Iterable[RawRow]) -> Iterator[list[RawRow]]:
    """What precedes a file that breaks in the middle is written before the break is told."""
    batch: list[RawRow] = []
    try:
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                yield batch
                batch = []
    except UnreadableFile:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _twin_faults(counts: Counts) -> list[Fault]:
    reason = _("la même délibération figure plus haut avec d’autres valeurs : la première est gardée")
    said = _("%(id)s, ligne %(line)d")
    return [
        Fault(one.line, "DELIB_ID", said % {"id": one.local_id, "line": line}, reason) for one, line in counts.twins
    ]


def _counted(reasons: Counter[str], faults: Sequence[Fault]) -> Counter[str]:
    """Faults by column and reason: neither their lines nor their values."""
    more = Counter(f"{fault.column or _('ligne entière')} · {fault.reason}" for fault in faults)
    return Counter(dict((reasons + more).most_common(_MOST_REASONS)))


class _FaultsFile:
    """A CSV that spreadsheets open: what was refused or left out, where and why. Made at the first fault.

    On going on, it is cut back to what the rows already written put there.
    """

    def __init__(self, path: Path | None, *, size: int) -> None:
        self._path, self._size = path, size
        if path is None or not path.exists():
            self._size = 0
        elif size:
            os.truncate(path, min(size, path.stat().st_size))
        else:
            path.unlink()

    def written(self, faults: Sequence[Fault]) -> bytes:
        """What these faults add to the file."""
        if self._path is None or not faults:
            return b""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        if not self._size:
            out.write("\ufeff")
            writer.writerow(FAULT_HEADERS)
        for fault in sorted(faults, key=lambda one: one.line):
            effect = _("ligne refusée") if fault.is_fatal else _("ligne gardée")
            value = guard(fault.value[:_LONGEST_VALUE])
            writer.writerow([str(fault.line), fault.column, value, fault.reason, effect])
        return out.getvalue().encode()

    def size_with(self, more: bytes) -> int:
        return self._size + len(more)

    def add(self, more: bytes) -> None:
        if self._path is not None and more:
            with self._path.open("ab") as file:
                file.write(more)
            self._size += len(more)
