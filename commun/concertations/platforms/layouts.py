"""The tables that each platform exports, told by their heads: one declaration for each, read by everything else."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from commun.core.text import folded

LANGUAGE = re.compile(r"(.+?)[/_ ](?:\()?([a-z]{2}(?:-[a-z]{2})?)\)?", re.IGNORECASE)


class Kind(StrEnum):
    """What the lines of a table are."""

    PROPOSALS = "proposals"
    COMMENTS = "comments"
    DEBATES = "debates"
    RESULTS = "results"
    MEETINGS = "meetings"
    CONSULTATIONS = "consultations"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of ours and the heads that hold it, the oldest first. `*` stands for one language or one number."""

    name: str
    heads: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Layout:
    """A table of a platform. It is recognised when each group of `marks` has one of its heads in the table."""

    platform: str
    kind: Kind
    title: str
    fields: tuple[Field, ...]
    marks: tuple[tuple[str, ...], ...]
    never: tuple[str, ...] = ()
    generations: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())
    """(name, heads that only this generation has), the newest first; the last has none."""


@dataclass(frozen=True)
class Found:
    """A table recognised: for each field its columns, the preferred language first, and the language of each column."""

    layout: Layout
    columns: dict[str, tuple[int, ...]]
    languages: dict[int, str]
    heads: tuple[str, ...]
    generation: str = ""

    def first(self, name: str) -> int | None:
        columns = self.columns.get(name, ())
        return columns[0] if columns else None


def recognise(heads: Sequence[str], layouts: Iterable[Layout]) -> Found | None:
    """The first layout whose marks are all there."""
    keys = [key_of(head) for head in heads]
    for layout in layouts:
        if all(any(_has(keys, one) for one in group) for group in layout.marks) and not any(
            _has(keys, one) for one in layout.never
        ):
            return _found(layout, heads, keys)
    return None


def key_of(head: str) -> str:
    return folded(head).strip(" :.\ufeff")


def _has(keys: Sequence[str], pattern: str) -> bool:
    matches = _pattern(pattern)
    return any(matches.fullmatch(key) for key in keys)


@lru_cache(maxsize=512)
def _pattern(head: str) -> re.Pattern[str]:
    return re.compile(re.escape(folded(head)).replace(r"\*", r"[^/]+"))


def _found(layout: Layout, heads: Sequence[str], keys: Sequence[str]) -> Found:
    columns: dict[str, tuple[int, ...]] = {}
    languages: dict[int, str] = {}
    for index, key in enumerate(keys):
        if match := LANGUAGE.fullmatch(key):
            languages[index] = match[2]
    for one in layout.fields:
        held = [index for head in one.heads for index, key in enumerate(keys) if _pattern(head).fullmatch(key)]
        held.sort(key=lambda index: (not languages.get(index, "fr").startswith("fr"),))
        if held:
            columns[one.name] = tuple(dict.fromkeys(held))
    generation = next(
        (name for name, only in layout.generations if not only or any(_has(keys, head) for head in only)), ""
    )
    return Found(layout, columns, languages, tuple(heads), generation)


# --- What names people, and is taken away before anything else is done with a table --------------------------------

_PERSONAL = re.compile(
    r"(?:.*[/_ ])?(?:author|authors|auteur|auteure|autrice|auteurs|creator|createur|user|utilisateur|participant"
    r"|user_group"
    r"|user_likes|user_endorsements|coauthors|nickname|pseudo|pseudonyme|username|e-?mail|mail|courriel|telephone|phone"
    r"|portable|mobile|tel|prenom|prenoms|firstname|first_name|lastname|last_name|nom et prenom|nom prenom"
    r"|nom de famille|nom de l'auteur|nom de l'autrice|nom du participant|date de naissance|date_of_birth|birthdate"
    r"|adresse mail|adresse e-mail|adresse email|adresse electronique|adresse postale|postal_address|ip|adresse ip"
    r"|avatar_url|profile_url|valuators|evaluators)(?:[/_].*)?"
)
_CAMEL = re.compile(r"(?:author|user|participant|voter)(?:Id|Type|Name|ZipCode|Email|Username|City|s)?", re.IGNORECASE)
_NOT_PERSONAL = frozenset({"author_id_hash"})


def personal_columns(heads: Sequence[str]) -> tuple[int, ...]:
    """The columns whose head says that they name or reach a person."""
    return tuple(index for index, head in enumerate(heads) if head and is_personal_head(head))


def is_personal_head(head: str) -> bool:
    key = key_of(head)
    if key in _NOT_PERSONAL:
        return False
    return bool(_PERSONAL.fullmatch(key) or _CAMEL.fullmatch(head.strip()))
