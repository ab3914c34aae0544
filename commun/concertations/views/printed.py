"""The record of one concertation as a PDF."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.concertations import pdf
from commun.concertations.queries.printed import printed_record
from commun.core import generated
from commun.core.pdf import Unavailable


@public
@require_safe
def concertation_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    record = printed_record(slug=slug)
    if record is None:
        raise Http404
    try:
        file = pdf.opened(record, slug=slug)
    except generated.Busy:
        return _not_now(_("Le PDF est en cours de préparation. Réessayez dans quelques secondes."), retry_after="5")
    except Unavailable:
        return _not_now(
            _("Ce serveur ne sait pas produire de PDF. Imprimez la page de la concertation : elle est faite pour."),
            retry_after="86400",
        )
    return FileResponse(file, filename=f"{slug}.pdf", content_type="application/pdf")


def _not_now(message: str, *, retry_after: str) -> HttpResponse:
    return HttpResponse(
        message, content_type="text/plain; charset=utf-8", status=503, headers={"Retry-After": retry_after}
    )
