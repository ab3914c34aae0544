"""Any other address below the API."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from commun.api.problems import Refused, response


def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    return response(request, Refused(404, _("L’API n’a pas cette adresse : voyez /api/v1/openapi.json.")))
