"""Dates as they are known: to the day, the month or the year; and delays in days."""

import calendar
import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _

# ASCII: other digits are digits too for `int`, not for whoever reads an ISO date. `\Z`: a line end is no part of one.
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)
_FRENCH = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})\Z", re.ASCII)

FIRST_DAY = datetime.date(1900, 1, 1)
MOST_YEARS_AHEAD = 30


@dataclass(frozen=True, order=True)
class PartialDate:
    """An ISO 8601 date of reduced precision: "2024", "2024-02" or "2024-02-29".

    Ordered by its ISO text, so "2024" comes before each of its months.
    """

    iso: str

    def __post_init__(self) -> None:
        match = _ISO.match(self.iso)
        if match is None:
            raise ValueError(self.iso)
        year, month, day = match.groups()
        datetime.date(int(year), int(month or 1), int(day or 1))

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read "2024-02-29", "29/02/2024", "02/2024" or "2024". Raises ValueError."""
        text = text.strip()
        if match := _FRENCH.match(text):
            day, month, year = match.groups()
            return cls("-".join(part.zfill(2) for part in (year, month, day) if part))
        return cls(text)

    @classmethod
    def of(cls, day: datetime.date) -> "PartialDate":
        return cls(day.isoformat())

    @property
    def earliest(self) -> datetime.date:
        year, month, day = [*self.iso.split("-"), "1", "1"][:3]
        return datetime.date(int(year), int(month), int(day))

    @property
    def latest(self) -> datetime.date:
        parts = [int(part) for part in self.iso.split("-")]
        if len(parts) == 1:
            return datetime.date(parts[0], 12, 31)
        if len(parts) == 2:
            return datetime.date(parts[0], parts[1], calendar.monthrange(parts[0], parts[1])[1])
        return self.earliest

    @property
    def is_exact(self) -> bool:
        return len(self.iso) == 10

    @property
    def with_article(self) -> str:
        """As French says it after « depuis »: "le 29 février 2024", "février 2024", "2024"."""
        return _("le %(day)s") % {"day": self} if self.is_exact else str(self)

    def is_before(self, other: "PartialDate") -> bool:
        """True only when it is certain: "2024" is not before "2024-02"."""
        return self.latest < other.earliest

    def __str__(self) -> str:
        """As it is written in French: "29 février 2024", "février 2024", "2024"."""
        if len(self.iso) == 4:
            return self.iso
        if not self.is_exact:
            return formats.date_format(self.earliest, "F Y")
        text = formats.date_format(self.earliest, "j F Y")
        return f"1er{text[1:]}" if self.earliest.day == 1 else text


if TYPE_CHECKING:
    _CharField = models.CharField[PartialDate | str | None, PartialDate | None]
else:
    _CharField = models.CharField


class PartialDateField(_CharField):
    """Stores a `PartialDate` as its ISO text; empty when unknown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> PartialDate | None:
        return PartialDate(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        if value is None or value == "" or isinstance(value, PartialDate):
            return value or None
        if isinstance(value, datetime.date):
            return PartialDate.of(value)
        try:
            return PartialDate.parse(str(value))
        except ValueError:
            raise ValidationError(
                _("« %(value)s » n’est pas une date. Écrivez par exemple 11/03/2025, 03/2025 ou 2025."),
                params={"value": value},
            ) from None

    def run_validators(self, value: Any) -> None:
        super().run_validators(value.iso if isinstance(value, PartialDate) else value)

    def get_prep_value(self, value: Any) -> str | None:
        value = self.to_python(value)
        return value.iso if value else None

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day `months` later, or the last of that month when it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day() -> datetime.date:
    """The farthest that a date of ours may be: a promise for later would bind nobody who reads it."""
    return add_months(timezone.localdate(), 12 * MOST_YEARS_AHEAD)


def is_within_reach(day: datetime.date) -> bool:
    """False for what can only be a slip of the keyboard: the year 25, the year 9999."""
    return FIRST_DAY <= day <= last_day()


def years_before(instant: datetime.datetime, years: int) -> datetime.datetime:
    """The same day and time, `years` years earlier; 29 February becomes the 28th."""
    day = add_months(instant.date(), -12 * years)
    return instant.replace(year=day.year, month=day.month, day=day.day)


def duration(minutes: int) -> str:
    """As one says it: "45 min", "2 h", "1 h 30"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"
