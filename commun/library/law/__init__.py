"""The law as data: articles, thresholds and dates, each with its source, the day it was read, and how sure that is.

Nothing here is legal advice, and nothing is said more surely than it was read: `sureness` tells whether we read the
text itself, a text that reproduces it, or the press, or whether nobody read it again.
"""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as t

_FOLDER = Path(__file__).resolve().parent


class Sureness(Enum):
    """From the surest to the least sure. Values are those of the data files."""

    READ = "lu"
    SECONDARY = "secondaire"
    PRESS = "presse"
    NOT_READ_AGAIN = "non_relu"

    @property
    def label(self) -> str | Promise:
        return _LABELS[self]


_LABELS: dict[Sureness, str | Promise] = {
    Sureness.READ: t("texte lu"),
    Sureness.SECONDARY: t("lu dans une source qui le reprend"),
    Sureness.PRESS: t("rapporté par la presse"),
    Sureness.NOT_READ_AGAIN: t("texte officiel non relu"),
}


@dataclass(frozen=True)
class Reading:
    """Where a rule was read, when (None: the day was not noted), and how sure that makes it."""

    source: str
    url: str
    on: datetime.date | None
    sureness: Sureness
    note: str = ""


@dataclass(frozen=True)
class Article:
    id: str
    text: str
    number: str
    title: str
    says: str
    official_url: str
    reading: Reading

    @property
    def short(self) -> str:
        return f"{_SHORT.get(self.text, self.text)}, {self.number}"


_SHORT = {
    "Code des relations entre le public et l’administration": "CRPA",
    "Règlement (UE) 2024/1689 sur l’IA": "Règlement européen sur l’IA",
    "Règlement (UE) 2016/679 (RGPD)": "RGPD",
    "Loi n° 78-17 du 6 janvier 1978": "Loi Informatique et Libertés",
}


@dataclass(frozen=True)
class Threshold:
    id: str
    amount: int
    unit: str
    comparison: str
    says: str
    article: Article
    reading: Reading


@dataclass(frozen=True)
class Deadline:
    """A date from which something is due."""

    id: str
    on: datetime.date
    title: str
    says: str
    articles: tuple[Article, ...]
    reading: Reading


@cache
def articles() -> Mapping[str, Article]:
    """By identifier, in the order of the file."""
    return {
        row["id"]: Article(
            id=row["id"],
            text=row["text"],
            number=row["article"],
            title=row["title"],
            says=row["says"],
            official_url=row["official_url"],
            reading=_reading(row),
        )
        for row in _rows("articles")
    }


@cache
def thresholds() -> Mapping[str, Threshold]:
    return {
        row["id"]: Threshold(
            id=row["id"],
            amount=row["amount"],
            unit=row["unit"],
            comparison=row["comparison"],
            says=row["says"],
            article=articles()[row["article"]],
            reading=_reading(row),
        )
        for row in _rows("thresholds")
    }


@cache
def deadlines() -> tuple[Deadline, ...]:
    """In the order of the calendar."""
    found = (
        Deadline(
            id=row["id"],
            on=datetime.date.fromisoformat(row["on"]),
            title=row["title"],
            says=row["says"],
            articles=tuple(articles()[name] for name in row["articles"]),
            reading=_reading(row),
        )
        for row in _rows("calendar")
    )
    return tuple(sorted(found, key=lambda one: one.on))


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return rows


def _reading(row: Mapping[str, Any]) -> Reading:
    return Reading(
        source=row["source"],
        url=row["source_url"],
        on=datetime.date.fromisoformat(row["read_on"]) if row["read_on"] else None,
        sureness=Sureness(row["sureness"]),
        note=row.get("note", ""),
    )
