"""Refusing what comes too often from one place, without keeping who it was."""

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone


def is_allowed(request: HttpRequest, what: str, *, limit: int, per: timedelta) -> bool:
    """Whether this visitor may do `what` once more. Counts it.

    Only a keyed hash of the network address and of the day is kept, in the cache, for the length of the window: it
    tells two visitors apart and cannot be turned back into an address.
    """
    address = request.META.get("REMOTE_ADDR", "")
    who = f"{what}:{timezone.localdate().isoformat()}:{address}"
    digest = hmac.new(settings.SECRET_KEY.encode(), who.encode(), hashlib.sha256).hexdigest()
    key = f"throttle:{digest}"
    cache.add(key, 0, timeout=int(per.total_seconds()))
    try:
        return cache.incr(key) <= limit
    except ValueError:  # it expired in between: a new window begins
        cache.set(key, 1, timeout=int(per.total_seconds()))
        return True
