"""Whether a sheet may go public: someone of another territory must have understood its first texts.

The first texts are its title, its summary and its need: what everyone reads first, and what a figure, a stage or a date
does not change. A review holds for the texts that it read, told by their digest, and no longer once they are rewritten.
When nobody answered for fifteen days, the sheet may be published all the same, and says so.
"""

import datetime
from dataclasses import dataclass
from enum import Enum

from django.utils import timezone

from commun.core.models import Revision
from commun.library.fields import BY_NAME, Field
from commun.library.models import Deployment, PublishedSheet, Review

FIRST_TEXTS: tuple[Field, ...] = tuple(BY_NAME[name] for name in ("title", "summary", "need"))
PATIENCE = datetime.timedelta(days=15)


class Standing(Enum):
    POSITIVE = "relue"
    """Someone of another territory understood these very texts."""
    SAME_TEXTS = "memes_textes"
    """The public already reads these texts: figures, stages and dates ask nobody."""
    UNANSWERED = "sans_reponse"
    """Asked for fifteen days or more, nobody answered."""
    WAITING = "demandee"
    NEGATIVE = "a_reprendre"
    """Read, and not understood yet."""
    TO_ASK = "a_demander"

    @property
    def lets_publish(self) -> bool:
        return self in (Standing.POSITIVE, Standing.SAME_TEXTS, Standing.UNANSWERED)


@dataclass(frozen=True)
class ReviewStanding:
    """Where the review of a sheet stands; `last` is the last review of these very texts."""

    standing: Standing
    last: Review | None
    patience_ends_on: datetime.date | None

    @property
    def lets_publish(self) -> bool:
        return self.standing.lets_publish

    @property
    def may_be_asked(self) -> bool:
        return self.standing in (Standing.TO_ASK, Standing.NEGATIVE)


def texts_digest(sheet: Deployment) -> str:
    return Revision.digest([one.value(sheet) for one in FIRST_TEXTS])


def texts_are_public(sheet: Deployment) -> bool:
    """Whether the public already reads these first texts. One query; none where `public` came with the sheet."""
    try:
        public = sheet.public
    except PublishedSheet.DoesNotExist:
        return False
    return all(public.values.get(one.name) == one.value(sheet) for one in FIRST_TEXTS)


def review_standing(sheet: Deployment) -> ReviewStanding:
    """Two queries; none where `reviews` and `public` came with the sheet."""
    digest = texts_digest(sheet)
    of_texts = [one for one in sheet.reviews.all() if one.texts_sha256 == digest]
    last = of_texts[0] if of_texts else None
    until = timezone.localdate(sheet.review_asked_at + PATIENCE) if sheet.review_asked_at else None
    return ReviewStanding(_standing(sheet, of_texts), last, until)


def _standing(sheet: Deployment, of_texts: list[Review]) -> Standing:
    if any(one.is_readable and one.territory_id != sheet.territory_id for one in of_texts):
        return Standing.POSITIVE
    if sheet.review_asked_at is not None:
        is_patient = timezone.now() < sheet.review_asked_at + PATIENCE
        return Standing.WAITING if is_patient else Standing.UNANSWERED
    if texts_are_public(sheet):
        return Standing.SAME_TEXTS
    return Standing.NEGATIVE if of_texts else Standing.TO_ASK
