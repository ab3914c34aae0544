"""The only pages that another site may show in a frame: those below `/incorporer/`."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

ROOT = "/incorporer/"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors *"
)
"""No script, no form, no call: what stands in someone's frame has nothing to press but links."""
_OPENED = frozenset({200, 304, 404})


class FrameMiddleware:
    """Stands outside of what forbids frames everywhere else.

    By the address and not by the view: a page that is answered from memory, or 304, opens as the first did.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_framed(request.path_info) and response.status_code in _OPENED:
            response.headers["Content-Security-Policy"] = POLICY
            del response.headers["X-Frame-Options"]
        return response


def is_framed(path: str) -> bool:
    return path.startswith(ROOT) and path != ROOT
