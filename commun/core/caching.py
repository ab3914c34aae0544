"""Public pages, made once for each version of the public data.

An anonymous visitor's page depends on nothing but its address and the version of the public data
(`commun.core.freshness`). It gets a weak ETag made of both: a browser that has it is answered 304 without rendering,
and the process keeps the bytes of the last pages for the next visitor. `COMMUN_PAGE_CACHE=0` turns all this off.

Never shared: a page for someone with a session, a page that sets a cookie or holds a form token, an error, a page
whose view asks for no cache (`never_cache`), and any view that is not `public`.
"""

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from commun.core import freshness

_KEPT_SECONDS = 3600
_KEPT_BYTES = 192 * 1024  # a hundred rows of the API are 130 KB
_PRIVATE_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")
_FORM_TOKEN = b"csrfmiddlewaretoken"
SHARED = "public, max-age=0, must-revalidate"
NOT_SHARED = "private, no-cache"


class _Page(NamedTuple):
    headers: list[tuple[str, str]]
    content: bytes


class PublicPageMiddleware:
    """Stands outside of sessions and of everything that makes a page; inside of what only adds security headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return self._answer(request)
        with freshness.one_version():
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.PAGE_CACHE:
            return self.get_response(request)
        if not _is_anonymous_reading(request):
            response = self.get_response(request)
            response.headers.setdefault("Cache-Control", NOT_SHARED)
            return response
        key = _key(request)
        etag = f'W/"{key}"'
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            return _with_shared_headers(HttpResponseNotModified(), etag)
        page: _Page | None = caches["pages"].get(key)
        if page is not None:
            return HttpResponse(page.content, headers=dict(page.headers))
        response = self.get_response(request)
        if not _may_be_shared(request, response):
            response.headers.setdefault("Cache-Control", NOT_SHARED)
            return response
        _with_shared_headers(response, etag)
        if isinstance(response, HttpResponse) and request.method == "GET" and len(response.content) <= _KEPT_BYTES:
            caches["pages"].set(key, _Page(list(response.items()), response.content), _KEPT_SECONDS)
        return response


def _is_anonymous_reading(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and "Authorization" not in request.headers
        and not any(name in request.COOKIES for name in _PRIVATE_COOKIES)
    )


def _key(request: HttpRequest) -> str:
    """What the page depends on. The version is read before the page is made: a page never claims to be newer."""
    parts = (
        freshness.public_version(),
        request.scheme or "",
        request.META.get("HTTP_HOST", ""),
        request.get_full_path(),
        request.headers.get("HX-Request", ""),
    )
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _may_be_shared(request: HttpRequest, response: HttpResponseBase) -> bool:
    if response.status_code != 200 or response.cookies or request.resolver_match is None:
        return False
    if getattr(request.resolver_match.func, "access", None) != "public":
        return False
    asked = response.headers.get("Cache-Control", "")
    if any(word in asked for word in ("private", "no-store", "no-cache")):
        return False
    return not (isinstance(response, HttpResponse) and _FORM_TOKEN in response.content)


def _with_shared_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response.headers.setdefault("ETag", etag)  # a file that knows its digest says it
    response.headers.setdefault("Cache-Control", SHARED)
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response
