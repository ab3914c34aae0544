"""The answers that another platform gave, which wait here for a person to read and sign them."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from commun.concertations.enums import Decision
from commun.concertations.models import Concertation, ImportedRecord, Takeaway
from commun.core.spreadsheets import Row, Sheet


@dataclass(frozen=True)
class Draft:
    """What the platform said. `decision` is empty when its word for it means nothing certain here."""

    number: int
    uid: str
    place: str
    url: str
    state: str
    decision: str
    text: str
    on: datetime.date | None
    first_day: datetime.date | None

    def day(self, on: datetime.date) -> datetime.date:
        """The day to propose: that of the platform, unless the rules of the record would refuse it; then `on`."""
        is_possible = self.on is not None and self.on <= on and (self.first_day is None or self.on >= self.first_day)
        return self.on if is_possible and self.on is not None else on

    def proposed(self, *, on: datetime.date) -> dict[str, Any]:
        """What the form of the answer begins with."""
        return {"decision": self.decision, "reason": self.text, "answered_on": self.day(on)}


def _waiting(concertation: Concertation) -> QuerySet[ImportedRecord]:
    said = ~Q(said_state="") | ~Q(said_decision="") | ~Q(said_text="")
    return ImportedRecord.objects.filter(said, concertation=concertation, takeaway__decision="").exclude(
        takeaway__frozen_at=None
    )


def count_of(concertation: Concertation) -> int:
    """How many answers of another platform nobody has signed yet."""
    return _waiting(concertation).count()


def draft_of(proposition: Takeaway) -> Draft | None:
    """The answer that another platform gave to this proposition. One query."""
    found = ImportedRecord.objects.filter(takeaway=proposition).first()
    return _draft(found, proposition, proposition.concertation) if found is not None and found.is_drafted else None


def _draft(record: ImportedRecord, proposition: Takeaway, concertation: Concertation) -> Draft:
    return Draft(
        number=proposition.number,
        uid=proposition.uid,
        place=record.host or record.platform,
        url=record.source_url,
        state=record.said_state,
        decision=record.said_decision,
        text=record.said_text,
        on=record.said_on,
        first_day=concertation.restituted_on,
    )


def sheet_of(concertation: Concertation, *, on: datetime.date, most: int) -> Sheet:
    """The drafts that a decision can be told of, as the table that answers are read from. One query."""
    rows = [Row(1, _HEADS)]
    waiting = _waiting(concertation).exclude(said_decision="").select_related("takeaway").order_by("takeaway__number")
    for line, record in enumerate(waiting[:most], start=2):
        draft = _draft(record, record.takeaway, concertation)
        rows.append(
            Row(
                line,
                (
                    str(draft.number),
                    str(Decision(draft.decision).label),
                    draft.text,
                    concertation.answering_role,
                    concertation.answering_body,
                    draft.day(on).strftime("%d/%m/%Y"),
                    f"{draft.uid}/0",
                ),
            )
        )
    return Sheet("", tuple(rows))


_HEADS = ("Numéro", "Réponse", "Motif", "Qualité de qui répond", "Instance", "Date de la réponse", "Réf.")
