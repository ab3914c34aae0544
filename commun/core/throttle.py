"""Refusing what comes too often from one place, without keeping who it was."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import BaseCache
from django.core.cache import cache as shared
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver
from django.utils import timezone


def is_allowed(request: HttpRequest, what: str, *, limit: int, per: timedelta, cache: BaseCache = shared) -> bool:
    """Whether this visitor may do `what` once more. Counts it."""
    return is_under(what, visitor_address(request), limit=limit, per=per, cache=cache)


def is_under(what: str, who: str, *, limit: int, per: timedelta, cache: BaseCache = shared) -> bool:
    """Whether `who` (an address, a territory) may do `what`, or receive it, once more. Counts it.

    The count is shared by all processes; in another `cache` ("pages"), each counts for itself and writes nothing.

    Only a keyed hash of it and of the day is kept, in the cache, for the length of the window: it tells two visitors
    apart and cannot be turned back into an address.
    """
    named = f"{what}:{timezone.localdate().isoformat()}:{who}"
    digest = hmac.new(settings.SECRET_KEY.encode(), named.encode(), hashlib.sha256).hexdigest()
    key = f"throttle:{digest}"
    cache.add(key, 0, timeout=int(per.total_seconds()))
    try:
        return cache.incr(key) <= limit
    except ValueError:  # it expired in between: a new window begins
        cache.set(key, 1, timeout=int(per.total_seconds()))
        return True


@dataclass(frozen=True)
class Spent:
    """How often it was done in this window, and how long the window lasts."""

    done: int
    seconds_left: int


def spent(what: str, who: str, *, per: timedelta, at: float) -> Spent:
    """Count once more what `who` does, in windows of `per` that begin together for everyone: so that their end can be
    told. The count is shared by all processes; `at` is now, in seconds since 1970."""
    seconds = int(per.total_seconds())
    window, passed = divmod(int(at), seconds)
    key = f"spent:{what}:{who}:{window}"
    shared.add(key, 0, timeout=2 * seconds)
    try:
        return Spent(shared.incr(key), seconds - passed)
    except ValueError:  # dropped in between by a cache that was full
        shared.set(key, 1, timeout=2 * seconds)
        return Spent(1, seconds - passed)


def too_many(request: HttpRequest) -> HttpResponse:
    """The page that says so: the one that the site declares for 429."""
    response: HttpResponse = get_resolver().resolve_error_handler(429)(request)
    return response


def visitor_address(request: HttpRequest) -> str:
    """The network address of whoever asks; behind proxies, the one that the outermost of ours saw."""
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(seen) >= proxies:
        return seen[-proxies]
    address: str = request.META.get("REMOTE_ADDR", "")
    return address
