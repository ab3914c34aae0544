"""The oEmbed endpoint."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.embeds import oembed as protocol
from commun.embeds.forms import OembedForm


@public
@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """`url`, `format`, `maxwidth`, `maxheight`; 404 for what cannot be shown, 501 for another format."""
    if request.GET.get("format", "json") not in ("json", "xml"):
        return _refused(501, _("« format » est « json » ou « xml »."))
    asked = OembedForm(request.GET)
    if not asked.is_valid():
        return _refused(400, _("« url » est nécessaire ; « maxwidth » et « maxheight » sont des nombres de pixels."))
    frame = protocol.frame_at(asked.cleaned_data["url"])
    if frame is None:
        return _refused(404, _("Rien à incorporer à cette adresse."))
    found = protocol.answer(frame, max_width=asked.cleaned_data["maxwidth"], max_height=asked.cleaned_data["maxheight"])
    if request.GET.get("format") == "xml":
        response = HttpResponse(protocol.as_xml(found), content_type="text/xml; charset=utf-8")
    else:
        response = JsonResponse(found, json_dumps_params={"ensure_ascii": False})
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _refused(status: int, why: str) -> HttpResponse:
    return HttpResponse(f"{why}\n", status=status, content_type="text/plain; charset=utf-8")
