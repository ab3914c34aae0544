"""Identifiers and addresses that never change: "ia-2026-0007", "reperer-les-fuites-d-eau"."""

from collections.abc import Callable, Collection
from typing import TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models.functions import Length
from django.utils.text import slugify

from commun.core.errors import DomainError

T = TypeVar("T")
ATTEMPTS = 20


def next_uid(model: type[models.Model], prefix: str, *, digits: int = 4) -> str:
    """The number after the last one that bears `prefix`. Two people at once get the same: see `first_free`."""
    rows = model._default_manager.filter(uid__startswith=prefix).order_by(Length("uid").desc(), "-uid")
    last = rows.values_list("uid", flat=True).first()
    number = int(last.removeprefix(prefix)) + 1 if last else 1
    return f"{prefix}{number:0{digits}d}"


def parted(title: str) -> str:
    """With its apostrophes as spaces, so that an address reads "la-bataille-de-l-ia"."""
    return title.replace("’", " ").replace("'", " ")


def free_slug(
    model: type[models.Model],
    text: str,
    *,
    place: str,
    default: str,
    length: int = 110,
    reserved: Collection[str] = (),
) -> str:
    """The text, then the text and the place, then a number: what is taken already is left to who has it.

    `reserved`: words that stand for pages of ours at the same place.
    """
    base = slugify(text)[: length - 30].strip("-") or default
    with_place = f"{base}-{place}"[:length].strip("-") if place else base
    taken = {*model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True), *reserved}
    candidates = (base, with_place, *(f"{with_place}-{number}" for number in range(2, len(taken) + 3)))
    return next(slug for slug in candidates if slug not in taken)


def first_free(create: Callable[[], T], *, busy: str) -> T:
    """Try again with the next number when someone else took it meanwhile; `busy` is said after a few attempts."""
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return create()
        except IntegrityError:
            continue
    raise DomainError(busy)
