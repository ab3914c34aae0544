"""Previous versions of a public record: taken, listed, compared."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.contrib.contenttypes.models import ContentType
from django.db import models

from commun.core.models import Revision

Content = Mapping[str, str]


def take(target: models.Model, content: Content, *, by_role: str = "", reason: str = "") -> Revision | None:
    """Keep what the public now reads of `target`; None when it reads just what it read before.

    Call it inside the action's transaction, with the target's row locked: numbers follow one another.
    """
    last = Revision.objects.of(target).first()
    digest = Revision.digest(dict(content))
    if last is not None and last.sha256 == digest:
        return None
    return Revision.objects.create(
        target_type=ContentType.objects.get_for_model(target),
        target_id=target.pk,
        number=last.number + 1 if last else 1,
        by_role=by_role,
        reason=reason,
        content=[[label, text] for label, text in content.items()],
        sha256=digest,
    )


@dataclass(frozen=True)
class Piece:
    """A run of words of one field: kept, added or removed."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True)
class FieldChange:
    label: str
    pieces: tuple[Piece, ...]


def compare(old: Content, new: Content) -> list[FieldChange]:
    """The fields that differ, word by word, in the order of the new version."""
    labels = [*new, *(label for label in old if label not in new)]
    return [
        FieldChange(label, tuple(pieces_between(old.get(label, ""), new.get(label, ""))))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    ]


@dataclass(frozen=True)
class Comparison:
    """Two versions of one record, the older first, and what changed from one to the other."""

    old: Revision
    new: Revision
    changes: list[FieldChange]


def comparison(revisions: models.QuerySet[Revision], numbers: Sequence[str]) -> Comparison | None:
    """What changed between the two versions that an address names; None when it does not name two.

    Raises Revision.DoesNotExist. One query.
    """
    if len(numbers) != 2 or not all(number.isdecimal() and len(number) < 9 for number in numbers):
        return None
    found = {one.number: one for one in revisions.filter(number__in=[int(number) for number in numbers])}
    old, new = (found.get(int(number)) for number in sorted(numbers, key=int))
    if old is None or new is None:
        raise Revision.DoesNotExist
    return Comparison(old, new, compare(old.fields, new.fields))


def pieces_between(old: str, new: str) -> list[Piece]:
    """What changed from one text to the other, word by word: kept, removed and added runs, in the order of reading."""
    a, b = (re.findall(r"\S+\s*", text) for text in (old, new))
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(a[i1:i2])))
            continue
        if i1 < i2:
            pieces.append(Piece("removed", "".join(a[i1:i2])))
        if j1 < j2:
            pieces.append(Piece("added", "".join(b[j1:j2])))
    return pieces
