"""Which version of the public data is now: what lets a page that has not changed be served without being made again."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

from django.conf import settings
from django.core.cache import caches
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from commun.core.models import AuditEvent
from commun.core.written import Written

T = TypeVar("T")

_HOUR = 3600
_PACKAGE = Path(__file__).resolve().parent.parent

# Two transactions may end in the other order than they began: on PostgreSQL the greater id can be seen first. Reading
# the last events rather than the very last makes the late one change the version too.
_LAST_EVENTS = 64


_while_reading: ContextVar[list[str] | None] = ContextVar("public_version", default=None)


@contextmanager
def one_version() -> Iterator[None]:
    """Within this, the version is read once: the parts of a page that only reads are all made for the same one."""
    token = _while_reading.set([])
    try:
        yield
    finally:
        _while_reading.reset(token)


def public_version() -> str:
    """A short text that changes with every action, every day, and every release. One indexed query."""
    known = _while_reading.get()
    if known is None:
        return _read_version()
    if not known:
        known.append(_read_version())
    return known[0]


def _read_version() -> str:
    """A digest of what makes public data and pages what they are.

    The day counts because delays are told in days; the instants of the events, because a database that is restored
    from a copy numbers its new events like those it lost; the address of the site, because files bear it.
    """
    events = ",".join(f"{pk} {instant}" for pk, instant in _last_events().run())
    text = f"{code_version()}/{settings.SITE_URL}/{timezone.localdate().isoformat()}/{events}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def data_version() -> str:
    """A short text that changes with every action and every release, whatever the day."""
    events = ",".join(f"{pk} {instant}" for pk, instant in _last_events().run())
    return hashlib.sha256(f"{code_version()}/{settings.SITE_URL}/{events}".encode()).hexdigest()[:20]


@cache
def _last_events() -> Written:
    # The instants as texts: making a date of each would cost as much as the query.
    last = AuditEvent.objects.order_by("-pk").annotate(instant=Cast("at", TextField())).values_list("pk", "instant")
    return Written(last[:_LAST_EVENTS])


def kept(name: str, compute: Callable[[], T], *parts: object) -> T:
    """What `compute` gives, computed once for these `parts` (told apart by their repr) and this version of the data."""
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
    key = f"{name}:{public_version()}:{digest}"
    missing = object()
    found = caches["pages"].get(key, missing)
    if found is missing:
        found = compute()
        caches["pages"].set(key, found, timeout=_HOUR)
    return cast("T", found)


@cache
def code_version() -> str:
    """A digest of our code and templates, read once: the same on every machine that runs the same release."""
    digest = hashlib.sha256()
    for path in sorted(path for path in _PACKAGE.rglob("*") if path.suffix in {".py", ".html", ".mo"}):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def touch(what: str, **detail: str) -> None:
    """Say that rows were written outside an action (`what`: "territories.loaded"), so that pages are made again."""
    AuditEvent.objects.create(verb=what, detail=detail)
