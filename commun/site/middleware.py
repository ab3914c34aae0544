"""A request heavier than anything we take is refused on its headers: its body reaches neither memory nor disk."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from commun.core.uploads import too_large
from commun.site.views import errors

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
        announced = request.META.get("CONTENT_LENGTH") or ""
        if not announced and request.META.get("HTTP_TRANSFER_ENCODING"):
            return errors.length_required(request)
        if announced.isdigit() and int(announced) > settings.MAX_UPLOAD_BYTES + MARGIN:
            return errors.too_large(request, too_large(int(announced)))
        return self.get_response(request)
