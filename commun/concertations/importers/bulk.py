"""A file of any size from another platform, line by line into one concertation: all of it, or nothing."""

import csv
import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.models import User
from commun.concertations.actions.imports import Incoming, TakenIn, take_in
from commun.concertations.actions.takeaways import MAX_TEXT, NewTakeaway, clean_text
from commun.concertations.enums import TakeawayKind, Theme
from commun.concertations.importers.takeaways import has_contact, whole
from commun.concertations.models import Concertation
from commun.concertations.offline import cells
from commun.concertations.offline.cells import UnknownChoice
from commun.concertations.platforms.layouts import Kind
from commun.concertations.platforms.reading import read
from commun.concertations.platforms.records import Fault, Proposal
from commun.concertations.platforms.tables import Table
from commun.core import full_disk
from commun.core.errors import DomainError
from commun.core.spreadsheets import column_letter, guard

FAULT_HEADS = ("ligne", "colonne", "raison", "effet")


class BulkRefused(DomainError):
    """Nothing was taken: the outcome says why."""

    def __init__(self, message: str, outcome: "Outcome") -> None:
        super().__init__(message)
        self.outcome = outcome


@dataclass
class Outcome:
    """What the reading gave so far. `contacts` are lines that hold an address or a telephone number."""

    read: int = 0
    refused: int = 0
    remarks: int = 0
    withdrawn: int = 0
    elsewhere: int = 0
    contacts: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    taken: TakenIn = field(default_factory=TakenIn)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return self.read / self.seconds if self.seconds else 0.0


class _UndoneOnPurpose(Exception):
    """Everything was written, looked at, and is taken back: a trial."""


def import_table(
    *,
    record: Concertation,
    table: Table,
    by: User | None = None,
    component: str = "",
    faults_to: Path | None = None,
    dry_run: bool = False,
    leave_out: bool = False,
    reread: bool = False,
    tell: Callable[[Outcome], None] = lambda _so_far: None,
) -> Outcome:
    """Take the proposals of a table. `component` keeps those of one place of the platform.

    Faults go to `faults_to`, each with its line and its column. Unless `leave_out`, one line that cannot be read keeps
    the whole file out; unless `reread`, so does one that holds an address or a telephone number. Raises BulkRefused,
    NoRoom.
    """
    outcome, began = Outcome(), time.monotonic()

    def told(taken: TakenIn) -> None:
        gc.collect(1)
        outcome.taken, outcome.seconds = taken, time.monotonic() - began
        tell(outcome)

    with full_disk.told(), ExitStack() as stack:
        write = _fault_writer(stack, faults_to)
        with suppress(_UndoneOnPurpose), _collector_held(), transaction.atomic():
            lines = _incoming(table, outcome, component=component, write=write)
            outcome.taken = take_in(concertation=record, incoming=lines, by=by, tell=told)
            outcome.seconds = time.monotonic() - began
            _refuse(outcome, leave_out=leave_out, reread=reread, is_trial=dry_run)
            if dry_run:
                raise _UndoneOnPurpose
    return outcome


@contextmanager
def _collector_held() -> Iterator[None]:
    """The rows of a batch make no circle: looking for some at every seven hundred objects costs a fifth of the time.
    Between two batches it is done once (`told`)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _refuse(outcome: Outcome, *, leave_out: bool, reread: bool, is_trial: bool) -> None:
    if is_trial:
        return
    if outcome.refused and not leave_out:
        message = ngettext(
            "%(count)d ligne est à corriger : rien n’a été importé.",
            "%(count)d lignes sont à corriger : rien n’a été importé.",
            outcome.refused,
        )
        raise BulkRefused(message % {"count": outcome.refused}, outcome)
    if outcome.contacts and not reread:
        message = ngettext(
            "%(count)d ligne semble contenir une adresse électronique ou un téléphone : rien n’a été importé.",
            "%(count)d lignes semblent contenir une adresse électronique ou un téléphone : rien n’a été importé.",
            outcome.contacts,
        )
        raise BulkRefused(message % {"count": outcome.contacts}, outcome)


def _incoming(
    table: Table, outcome: Outcome, *, component: str, write: Callable[[Fault, str], None]
) -> Iterator[Incoming]:
    if table.found is None or table.found.layout.kind != Kind.PROPOSALS:
        raise DomainError(_("Ce tableau n’est pas celui de propositions d’une plateforme que nous sachions lire."))
    for one in read(table.found, table.rows()):
        if isinstance(one, Fault):
            _note(outcome, one, write)
        elif isinstance(one, Proposal):
            outcome.read += 1
            if component and one.component != component:
                outcome.elsewhere += 1
            elif one.is_withdrawn:
                outcome.withdrawn += 1
            elif (incoming := _taken(one, outcome, write)) is not None:
                yield incoming


def _taken(proposal: Proposal, outcome: Outcome, write: Callable[[Fault, str], None]) -> Incoming | None:
    text = clean_text(whole(proposal))
    if len(text) > MAX_TEXT:
        message = _("Ce texte compte %(count)d signes, au plus %(most)d : coupez-le en plusieurs remontées.")
        _note(outcome, Fault(proposal.line, None, message % {"count": len(text), "most": MAX_TEXT}), write)
        return None
    if has_contact(text) or has_contact(proposal.said.text):
        outcome.contacts += 1
        message = _("Cette ligne semble contenir une adresse électronique ou un téléphone : relisez-la.")
        write(Fault(proposal.line, None, message, is_fatal=False), _("à relire"))
    item = NewTakeaway(kind=TakeawayKind.PROPOSITION, text=text, theme=_theme(proposal.theme))
    return Incoming(item, proposal.origin if proposal.origin.id else None, proposal.said)


@lru_cache(maxsize=1024)
def _theme(text: str) -> Theme | None:
    try:
        value = cells.read_choice(text, Theme)
    except UnknownChoice:
        return None
    return Theme(value) if value else None


def _note(outcome: Outcome, fault: Fault, write: Callable[[Fault, str], None]) -> None:
    if fault.is_fatal:
        outcome.refused += 1
    else:
        outcome.remarks += 1
    if len(outcome.reasons) < 100 or fault.reason in outcome.reasons:
        outcome.reasons[fault.reason] += 1
    write(fault, _("ligne refusée") if fault.is_fatal else _("case laissée vide"))


def _fault_writer(stack: ExitStack, path: Path | None) -> Callable[[Fault, str], None]:
    """Writes the faults as they come; the file is made with the first of them."""
    if path is None:
        return lambda _fault, _effect: None
    writers: list[Any] = []

    def write(fault: Fault, effect: str) -> None:
        if not writers:
            file = stack.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
            writers.append(csv.writer(file, delimiter=";"))
            writers[0].writerow(FAULT_HEADS)
        column = "" if fault.column is None else column_letter(fault.column)
        writers[0].writerow([fault.line, column, guard(fault.reason), effect])

    return write
