"""A refusal below the API is a problem, whoever refused: a view, a middleware, or the server itself."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from commun.api.collections import ROOT
from commun.api.problems import CONTENT_TYPE, Refused, response

_KEPT = ("Retry-After", "WWW-Authenticate", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers")


class ProblemMiddleware:
    """Stands outside of all that may refuse. A page of error, meant for people, is said again for programs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = self.get_response(request)
        if given.status_code < 400 or not request.path_info.startswith(f"{ROOT}/"):
            return given
        if given.headers.get("Content-Type") == CONTENT_TYPE:
            return given
        headers = {name: given.headers[name] for name in _KEPT if name in given.headers}
        detail = ""
        if given.status_code == 405:
            headers["Allow"] = given.headers.get("Allow", "GET").replace("GET", "GET, HEAD, OPTIONS")
            detail = _("Cette adresse ne fait pas cela.")
        return response(request, Refused(given.status_code, detail, headers=headers))
