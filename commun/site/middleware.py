"""What no view should have to think of: too heavy, unreadable, refused by a rule nobody caught, or a busy database."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase

from commun.core.errors import DomainError
from commun.core.full_disk import NoRoom, is_full
from commun.core.text import without_controls
from commun.core.uploads import too_large
from commun.site.views import errors

logger = logging.getLogger("commun.site")

# What the other fields of a form weigh beside its file.
MARGIN = 1024 * 1024


class RequestBoundMiddleware:
    """Answers 413 when Content-Length goes over the bound, 411 when a body does not say its length.

    Django never reads past Content-Length, so what passes here stays bounded while it is read; each file is then
    measured again by `inspect_upload`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Before anything reads the body. A view that reads it block after block has no bound."""
        if getattr(view, "reads_as_it_comes", False):
            return None
        announced = request.META.get("CONTENT_LENGTH") or ""
        if not announced and request.META.get("HTTP_TRANSFER_ENCODING"):
            return errors.length_required(request)
        if announced.isdigit() and int(announced) > settings.MAX_UPLOAD_BYTES + MARGIN:
            return errors.too_large(request, too_large(int(announced)))
        return None


class ReadableAddressMiddleware:
    """Answers 400 to a NUL in a path or a query: no text of ours holds one, and PostgreSQL cannot even compare it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path_info or "\0" in query or "%00" in query:
            return errors.bad_request(request)
        return self.get_response(request)


class TypedTextMiddleware:
    """What a form holds is text: control signs that came with what was pasted are dropped before any view reads it.

    One place for every form, so that no field can forget it. It reads the body where Django's own protection against
    forged requests has just read it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        if request.method != "POST" or not request.POST:
            return
        cleaned = QueryDict(mutable=True)
        for name, values in request.POST.lists():
            cleaned.setlist(without_controls(name), [without_controls(value) for value in values])
        cleaned._mutable = False
        request.POST = cleaned  # type: ignore[assignment]


class RefusalMiddleware:
    """A rule of the domain that refused and that no view caught is 409 with its reason; a database that did not answer
    in time (locked, restarted, away) is 503 and is worth another try; a full disk is 507, which a person mends: none is
    "a problem on our side"."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NoRoom) or (isinstance(exception, OSError | DatabaseError) and is_full(exception)):
            logger.error("No room left on the disk: %s %s", request.method, request.path, exc_info=exception)
            return errors.full()
        if isinstance(exception, DomainError):
            return errors.refused(request, exception.message)
        if isinstance(exception, OperationalError):
            logger.error("The database did not answer: %s %s", request.method, request.path, exc_info=exception)
            return errors.busy()
        return None
