"""What was said in the room: added, corrected while it is a draft, frozen by the restitution, then only by erratum."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations import lifecycle
from commun.concertations.actions.records import keep_counters, keep_version, lock
from commun.concertations.enums import Audience, BearsOn, Recipient, State, Support, TakeawayKind, Theme, VigilanceKind
from commun.concertations.models import Concertation, Erratum, Takeaway
from commun.concertations.models import Sequence as Session
from commun.concertations.watchers import tell_corrected
from commun.core import audit
from commun.core.errors import DomainError, EditConflict, Gone
from commun.core.models import Revision
from commun.core.text import clean

MAX_TEXT = 5000
# Above the numbers that people give: where rows wait while they change places, each number being unique.
ELSEWHERE = 1_000_000

_SAME_SIGNS = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("«", '"'), ("»", '"'))
_AROUND_QUOTES = re.compile(r"\s*\"\s*")

DIAGNOSTICS = frozenset({TakeawayKind.OBSTACLE, TakeawayKind.OPPORTUNITY})

UID_LETTERS: dict[TakeawayKind, str] = {
    TakeawayKind.PROPOSITION: "p",
    TakeawayKind.VIGILANCE: "v",
    TakeawayKind.OBSTACLE: "f",
    TakeawayKind.OPPORTUNITY: "o",
}


@dataclass(frozen=True)
class NewTakeaway:
    """A takeaway as someone gives it; without a number, it takes the first that is free."""

    kind: TakeawayKind
    text: str
    number: int | None = None
    theme: Theme | None = None
    audiences: tuple[Audience, ...] = ()
    sequence: Session | None = None
    vigilance_kind: VigilanceKind | None = None
    bears_on: BearsOn | None = None
    recipient: Recipient | None = None
    support: Support | None = None
    support_note: str = ""


@dataclass(frozen=True)
class AddReport:
    """What `add_many` did: the rows that it created, and those that were already there."""

    added: tuple[Takeaway, ...]
    unchanged: tuple[Takeaway, ...]


class TakeawayChanged(EditConflict):
    """Someone saved this draft since it was opened. `current` is the row as it stands now."""

    def __init__(self, current: Takeaway) -> None:
        self.current = current
        super().__init__(_("Quelqu’un a enregistré ce texte pendant que vous le modifiiez."))


def takeaway_digest(takeaway: Takeaway) -> str:
    """What a row says, in one short text: the same as long as nobody has changed it."""
    return Revision.digest({one.attname: str(getattr(takeaway, one.attname)) for one in takeaway._meta.concrete_fields})


def order_digest(takeaways: Iterable[Takeaway]) -> str:
    """What a list says and in what order: the same as long as nobody has changed it."""
    return Revision.digest({str(one.pk): f"{one.number} {one.text}" for one in takeaways})


def uid_of(concertation: Concertation, kind: TakeawayKind, number: int) -> str:
    return f"{concertation.uid}-{UID_LETTERS[kind]}{number}"


def clean_text(text: str) -> str:
    """The exact text, without the blanks around it nor the control characters that a spreadsheet leaves."""
    return clean(unicodedata.normalize("NFC", text))


def same_text_key(text: str) -> str:
    """Two texts that differ only by case, blanks or the shape of apostrophes and quotes are the same sentence."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    for sign, plain in _SAME_SIGNS:
        flat = flat.replace(sign, plain)  # six passes cost a tenth of `translate`
    if '"' in flat:
        flat = _AROUND_QUOTES.sub('"', flat)
    return " ".join(flat.split())


@transaction.atomic
def add(*, concertation: Concertation, item: NewTakeaway, by: User) -> Takeaway:
    """Add one takeaway. Raises DomainError when the same sentence is already there."""
    report = add_many(concertation=concertation, items=[item], by=by)
    if report.unchanged:
        raise DomainError(_("Ce texte est déjà là : %(takeaway)s.") % {"takeaway": report.unchanged[0]})
    return report.added[0]


@transaction.atomic
def add_many(*, concertation: Concertation, items: Iterable[NewTakeaway], by: User) -> AddReport:
    """Add takeaways, all or none; one whose kind and text are already there is left as it is.

    After the restitution they are frozen at once and the addition is public. Raises DomainError: once the answer is
    published, while the debate is interrupted, for an empty or too long text, or for a number that another text holds.
    """
    concertation = lock(concertation)
    refuse_when_not_open(concertation)
    is_late = not lifecycle.is_before(concertation, State.RESTITUTION)
    existing = list(concertation.takeaways.all())
    by_text = {(one.kind, same_text_key(one.text)): one for one in existing}
    taken = {(one.kind, one.number) for one in existing}
    wanted: list[NewTakeaway] = []
    unchanged: list[Takeaway] = []
    seen: set[tuple[str, str]] = set()
    for item in items:
        item = replace(item, text=checked_text(item.text))
        _check_session(concertation, item)
        key = (item.kind, same_text_key(item.text))
        if key in by_text:
            unchanged.append(by_text[key])
        elif key not in seen:
            seen.add(key)
            wanted.append(item)
    rows = [
        new_row(concertation, item, number, is_late=is_late)
        for item, number in Numbering(taken, fill_gaps=not is_late).give(wanted)
    ]
    added = Takeaway.objects.bulk_create(rows, batch_size=200)
    if added:
        role = by.signature(concertation.territory)
        audit.record(
            "takeaways.added",
            target=concertation,
            by=by,
            by_role=role,
            detail={"ajoutees": [str(one) for one in added], "apres_restitution": is_late},
            public=is_late and concertation.is_published,
        )
        keep_counters(concertation)
        if is_late:
            keep_version(concertation, by_role=role, reason=_("Remontées ajoutées après la restitution"))
    return AddReport(added=tuple(added), unchanged=tuple(unchanged))


@transaction.atomic
def change(*, takeaway: Takeaway, item: NewTakeaway, by: User, seen: str | None = None) -> Takeaway:
    """Change a takeaway that is still a draft. Raises DomainError once it is frozen.

    `seen` is its `takeaway_digest` when it was opened; raises TakeawayChanged when it changed since.
    """
    concertation = lock(takeaway.concertation)
    takeaway = _draft(takeaway)
    if seen is not None and takeaway_digest(takeaway) != seen:
        raise TakeawayChanged(takeaway)
    item = replace(item, text=checked_text(item.text))
    _check_session(concertation, item)
    number = item.number or takeaway.number
    others = concertation.takeaways.filter(kind=item.kind).exclude(pk=takeaway.pk)
    if others.filter(number=number).exists():
        if item.kind == takeaway.kind or item.number:
            raise _number_taken(item.kind, number)
        number = max(others.values_list("number", flat=True)) + 1
    key = same_text_key(item.text)
    if any(same_text_key(text) == key for text in others.values_list("text", flat=True)):
        raise DomainError(_("Une autre ligne de même nature porte déjà ce texte."))
    fresh = new_row(concertation, item, number, is_late=False)
    fresh.pk, fresh.created_at = takeaway.pk, takeaway.created_at
    fresh.save(force_update=True)
    audit.record("takeaway.changed", target=fresh, by=by, by_role=by.signature(concertation.territory))
    keep_counters(concertation)
    return fresh


@transaction.atomic
def remove(*, takeaway: Takeaway, by: User) -> None:
    """Remove a draft. The other numbers stay: they are already on paper in the room."""
    concertation = lock(takeaway.concertation)
    takeaway = _draft(takeaway)
    audit.record(
        "takeaway.removed",
        target=concertation,
        by=by,
        by_role=by.signature(concertation.territory),
        detail={"retiree": str(takeaway)},
    )
    takeaway.delete()
    keep_counters(concertation)


@transaction.atomic
def reorder(
    *, concertation: Concertation, kind: TakeawayKind, order: Sequence[int], by: User, seen: str | None = None
) -> None:
    """Number the drafts of `kind` 1, 2, 3… in `order` (their keys). Raises DomainError once they are frozen.

    `seen` is the `order_digest` of the list that was ordered; raises EditConflict when it changed since.
    """
    concertation = lock(concertation)
    rows = {one.pk: one for one in concertation.takeaways.filter(kind=kind)}
    if any(one.is_frozen for one in rows.values()):
        raise DomainError(_frozen_message())
    if sorted(order) != sorted(rows) or (seen is not None and order_digest(rows.values()) != seen):
        raise EditConflict(_("La liste a changé depuis que vous l’avez ouverte : la voici à jour."))
    moved = [rows[pk] for pk in order]
    for shift in (ELSEWHERE, 0):
        for position, one in enumerate(moved, start=1):
            one.number = position + shift
            one.uid = uid_of(concertation, kind, one.number)
        Takeaway.objects.bulk_update(moved, ["number", "uid"], batch_size=200)
    audit.record(
        "takeaways.reordered",
        target=concertation,
        by=by,
        by_role=by.signature(concertation.territory),
        detail={"nature": kind},
    )


@transaction.atomic
def correct(*, takeaway: Takeaway, text: str, reason: str, by: User, seen: str | None = None) -> Takeaway:
    """Correct a frozen text by a public erratum: the text of before stays readable, with the reason.

    `seen` is the `text_sha256` of the text that was read; raises TakeawayChanged when another erratum came since.
    """
    concertation = lock(takeaway.concertation)
    takeaway = _current(takeaway)
    if seen is not None and takeaway.text_sha256 != seen:
        raise TakeawayChanged(takeaway)
    text, reason = checked_text(text), reason.strip()
    if not takeaway.is_frozen:
        raise DomainError(_("Ce texte n’est pas encore figé : modifiez-le directement."))
    if not reason:
        raise DomainError(_("Dites pourquoi le texte est corrigé : le motif est public."))
    if text == takeaway.text:
        raise DomainError(_("Le texte corrigé est le même que le texte actuel."))
    role = by.signature(concertation.territory)
    Erratum.objects.create(takeaway=takeaway, previous_text=takeaway.text, reason=reason, by_role=role)
    takeaway.text, takeaway.text_sha256, takeaway.changed_at = text, Takeaway.digest(text), timezone.now()
    takeaway.save(update_fields=["text", "text_sha256", "changed_at"])
    audit.record(
        "takeaway.corrected",
        target=takeaway,
        by=by,
        by_role=role,
        detail={"motif": reason, "sha256": takeaway.text_sha256},
        public=concertation.is_published,
    )
    keep_version(concertation, by_role=role, reason=_("Erratum : %(takeaway)s") % {"takeaway": takeaway})
    tell_corrected([takeaway.pk])
    return takeaway


@transaction.atomic
def classify(
    *, takeaway: Takeaway, theme: Theme | None, audiences: Iterable[Audience], by: User, seen: str | None = None
) -> Takeaway:
    """Correct the theme and the audiences of a frozen text: they classify it, they are not what was said.

    `seen` is the `class_digest` of the page that was read; raises TakeawayChanged when it changed since. The change is
    public, with what was there before.
    """
    concertation = lock(takeaway.concertation)
    takeaway = _current(takeaway)
    if not takeaway.is_frozen:
        raise DomainError(_("Ce texte n’est pas encore figé : modifiez-le directement."))
    if seen is not None and class_digest(takeaway) != seen:
        raise TakeawayChanged(takeaway)
    wanted = set(audiences)
    publics = [one.value for one in Audience if one in wanted]
    before = {"theme": takeaway.theme, "publics": list(takeaway.audiences)}
    if takeaway.theme == (theme or "") and set(takeaway.audiences) == set(publics):
        return takeaway
    takeaway.theme, takeaway.audiences, takeaway.changed_at = theme.value if theme else "", publics, timezone.now()
    takeaway.save(update_fields=["theme", "audiences", "changed_at"])
    audit.record(
        "takeaway.classified",
        target=takeaway,
        by=by,
        by_role=by.signature(concertation.territory),
        detail={"avant": before, "apres": {"theme": takeaway.theme, "publics": publics}},
        public=concertation.is_published,
    )
    return takeaway


def class_digest(takeaway: Takeaway) -> str:
    return Revision.digest({"theme": str(takeaway.theme), "publics": sorted(takeaway.audiences)})


def _frozen_message() -> str:
    return _("Ce texte est figé depuis la restitution : il se corrige par un erratum, qui laisse lire le premier.")


def _draft(takeaway: Takeaway) -> Takeaway:
    """The row as it is now; raises DomainError when it is frozen."""
    takeaway = _current(takeaway)
    if takeaway.is_frozen:
        raise DomainError(_frozen_message())
    return takeaway


def _current(takeaway: Takeaway) -> Takeaway:
    """The row as it is now, locked; raises Gone when someone removed it."""
    current = Takeaway.objects.select_for_update().filter(pk=takeaway.pk).first()
    if current is None:
        raise Gone(_("Quelqu’un vient de retirer ce texte : ajoutez-le de nouveau s’il doit rester."))
    return current


def refuse_when_not_open(concertation: Concertation) -> None:
    if concertation.state == State.INTERRUPTED:
        raise DomainError(
            _("La concertation est interrompue : reprenez-la, en disant pourquoi, avant d’ajouter une remontée.")
        )
    if not lifecycle.is_before(concertation, State.ANSWER_PUBLISHED):
        raise DomainError(_("La réponse est publiée : plus aucune remontée ne s’ajoute à cette concertation."))


def checked_text(text: str) -> str:
    text = clean_text(text)
    if not text:
        raise DomainError(_("Écrivez le texte, mot pour mot."))
    if len(text) > MAX_TEXT:
        raise DomainError(
            _("Ce texte compte %(count)d signes, au plus %(most)d : coupez-le en plusieurs remontées.")
            % {"count": len(text), "most": MAX_TEXT}
        )
    return text


def _check_session(concertation: Concertation, item: NewTakeaway) -> None:
    if item.sequence is not None and item.sequence.concertation_id != concertation.pk:
        raise DomainError(_("Cette séquence est celle d’une autre concertation."))


def _number_taken(kind: TakeawayKind, number: int) -> DomainError:
    return DomainError(
        _("Le numéro %(number)d est déjà celui d’une autre ligne (« %(kind)s ») : donnez-en un autre.")
        % {"number": number, "kind": kind.label}
    )


class Numbering:
    """Gives each item its number: the one it asks for, else the first free one (after the last, when frozen).

    Several batches may be numbered one after the other: what they were given is remembered.
    """

    def __init__(self, taken: Iterable[tuple[str, int]], *, fill_gaps: bool) -> None:
        self._taken = set(taken)
        self._fill_gaps = fill_gaps
        self._next: dict[str, int] = {}

    def give(self, items: Sequence[NewTakeaway]) -> Iterable[tuple[NewTakeaway, int]]:
        """Raises DomainError for a number that is out of bounds or another's."""
        for item in items:
            if item.number is None:
                continue
            if item.number < 1 or item.number >= ELSEWHERE:
                raise DomainError(_("Un numéro va de 1 à 999 999."))
            if (item.kind, item.number) in self._taken:
                raise _number_taken(item.kind, item.number)
            self._taken.add((item.kind, item.number))
        for item in items:
            yield item, item.number if item.number is not None else self._free(item.kind)

    def _free(self, kind: str) -> int:
        number = self._next.get(kind)
        if number is None:
            number = 1 if self._fill_gaps else 1 + max((taken for one, taken in self._taken if one == kind), default=0)
        while (kind, number) in self._taken:
            number += 1
        self._taken.add((kind, number))
        self._next[kind] = number + 1
        return number


def new_row(concertation: Concertation, item: NewTakeaway, number: int, *, is_late: bool) -> Takeaway:
    """The row to write; what does not concern its kind is left empty."""
    is_proposition = item.kind == TakeawayKind.PROPOSITION
    return Takeaway(
        uid=uid_of(concertation, item.kind, number),
        concertation=concertation,
        kind=item.kind,
        number=number,
        text=item.text,
        theme=item.theme or "",
        audiences=list(item.audiences),
        sequence=item.sequence,
        vigilance_kind=(item.vigilance_kind or "") if item.kind == TakeawayKind.VIGILANCE else "",
        bears_on=(item.bears_on or "") if item.kind in DIAGNOSTICS else "",
        recipient=(item.recipient or "") if is_proposition else "",
        support=(item.support or "") if is_proposition else "",
        support_note=item.support_note.strip() if is_proposition else "",
        frozen_at=timezone.now() if is_late else None,
        text_sha256=Takeaway.digest(item.text) if is_late else "",
    )
