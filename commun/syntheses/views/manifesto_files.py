"""The text of a version as files: PDF, DOCX, plain JSON, Akoma Ntoso."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core import generated, pdf
from commun.core.access import public
from commun.syntheses.exports import akoma_ntoso, docx, plain
from commun.syntheses.presenters import manifesto as shapes
from commun.syntheses.queries.manifesto import Text, text_of
from commun.syntheses.views.manifesto import public_or_404

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@public
@require_safe
def file(request: HttpRequest, code: str, suffix: str) -> HttpResponseBase:
    """A version whose text is not published here has no file."""
    text = text_of(public_or_404(code))
    if not text.has_text:
        raise Http404(_("Le texte de cette version n’est pas publié ici."))
    match suffix:
        case "json":
            response: HttpResponse = JsonResponse(
                plain.structure(text), json_dumps_params={"ensure_ascii": False, "indent": 1}
            )
        case "xml":
            response = HttpResponse(akoma_ntoso.write(text), content_type=akoma_ntoso.MEDIA_TYPE)
        case "docx":
            response = HttpResponse(docx.write(text), content_type=DOCX_TYPE)
        case _:
            return _pdf(text)
    response["Content-Disposition"] = f'attachment; filename="{text.uid}.{suffix}"'
    return response


def _pdf(text: Text) -> HttpResponseBase:
    context = {"text": text, "standing": shapes.standing(text), "url": f"{settings.SITE_URL}{text.url}"}
    html = render_to_string("syntheses/pdf/manifesto.html", context)
    try:
        opened = pdf.opened(html, name=text.uid)
    except generated.Busy:
        return _not_now(_("Le PDF est en cours de préparation. Réessayez dans quelques secondes."), retry_after="5")
    except pdf.Unavailable:
        return _not_now(
            _("Ce serveur ne sait pas produire de PDF. Prenez le fichier DOCX, ou imprimez la page."),
            retry_after="86400",
        )
    return FileResponse(opened, filename=f"{text.uid}.pdf", content_type="application/pdf")


def _not_now(message: str, *, retry_after: str) -> HttpResponse:
    return HttpResponse(
        message, content_type="text/plain; charset=utf-8", status=503, headers={"Retry-After": retry_after}
    )
