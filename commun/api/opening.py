"""What holds for every address of the API: who may ask, from where, how often, and the shape of a refusal."""

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from commun.api.problems import Refused, response
from commun.api.writing.guard import Pace
from commun.core.throttle import is_under, visitor_address

EXPOSED = "Deprecation, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, Sunset"
_MINUTE = datetime.timedelta(minutes=1)


def opened(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For anyone, from any site, at a reasonable pace; refusals are problems."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        given = _preflight() if request.method == "OPTIONS" else _answer(view, request, *args, **kwargs)
        if request.method in ("GET", "HEAD", "OPTIONS"):  # a page of another site may read, and never write
            given.headers["Access-Control-Allow-Origin"] = "*"
            given.headers["Access-Control-Expose-Headers"] = EXPOSED
        return given

    answered.access = "public"  # type: ignore[attr-defined]
    answered.csrf_exempt = True  # type: ignore[attr-defined]
    return answered


def _answer(view: Callable[..., HttpResponseBase], request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    most: int = settings.API_READS_A_MINUTE
    policy = f'"lecture";q={most};w=60'
    if not is_under("api", visitor_address(request), limit=most, per=_MINUTE, cache=caches["pages"]):
        too_many = Refused(
            429,
            _("Au-delà de %(most)s demandes par minute, attendez : ou prenez les fichiers entiers de /donnees/.")
            % {"most": most},
            headers={"Retry-After": "60", "RateLimit-Policy": policy, "RateLimit": '"lecture";r=0;t=60'},
        )
        return response(request, too_many)
    given = _as_get(view, request, *args, **kwargs)
    pace: Pace | None = getattr(request, "write_pace", None)
    for name, value in (pace.headers if pace is not None else {"RateLimit-Policy": policy}).items():
        given.headers[name] = value
    return given


def _as_get(view: Callable[..., HttpResponseBase], request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """HEAD is answered as GET is: the server sends the headers alone."""
    asked = request.method
    if asked == "HEAD":
        request.method = "GET"
    try:
        return view(request, *args, **kwargs)
    finally:
        request.method = asked


def _preflight() -> HttpResponse:
    return HttpResponse(
        status=204,
        headers={
            "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
            "Access-Control-Allow-Headers": "If-None-Match",
            "Access-Control-Max-Age": "86400",
        },
    )
