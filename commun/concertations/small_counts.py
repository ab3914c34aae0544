"""A number of people under five could point at someone: no public byte holds it, and the kept versions never do."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

SMALL_COUNT = 5


def is_small(count: int) -> bool:
    return 0 < count < SMALL_COUNT


def masked(count: int | None) -> str:
    """A number of people as the public may read it. Empty when unknown."""
    if count is None:
        return ""
    return _("moins de 5") if is_small(count) else str(count)


def sayable(field: str) -> Q:
    """The rows whose count may be added to a public sum: a sum of one small count would be that count."""
    return Q(**{field: 0}) | Q(**{f"{field}__gte": SMALL_COUNT})


def is_sayable_apart(parts: Iterable[int | None], *, whole: int | None) -> bool:
    """Whether the parts of a whole (women and men, ages) may be published: all of them or none, each of five people at
    least, and so the rest, which anyone could work out."""
    known = [part for part in parts if part is not None]
    if len(known) < 2 or any(part < SMALL_COUNT for part in known):
        return False
    return whole is None or not is_small(whole - sum(known))
