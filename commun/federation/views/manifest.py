"""What is given to whoever harvests this site."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.core import generated
from commun.federation import publishing


@public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    return _given(publishing.manifest, "application/json")


@public
@require_safe
def signature(request: HttpRequest) -> HttpResponse:
    """Ed25519 over the very bytes of the manifest, in base64; 404 where this site has no key."""
    if not publishing.public_key():
        why = _("Ce site ne signe pas ses données.")
        return HttpResponse(f"{why}\n", status=404, content_type="text/plain; charset=utf-8")
    return _given(lambda: f"{publishing.signature(publishing.manifest())}\n".encode(), "text/plain; charset=utf-8")


def _given(make: Callable[[], bytes], media_type: str) -> HttpResponse:
    try:
        content = make()
    except generated.Busy:
        return HttpResponse(
            _("Ce fichier est en cours de préparation. Réessayez dans quelques secondes."),
            content_type="text/plain; charset=utf-8",
            status=503,
            headers={"Retry-After": "5"},
        )
    return HttpResponse(content, content_type=media_type, headers={"Access-Control-Allow-Origin": "*"})
