"""« Une erreur ? Complétez »: anyone may say what is wrong, without an account; the territory decides."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commun.core.access import public
from commun.core.throttle import is_allowed, is_under
from commun.library.actions.corrections import ask_correction
from commun.library.forms.correction import CorrectionForm
from commun.library.models import Deployment, PublishedSheet
from commun.library.views.sheet import published_or_404

HOUR = timedelta(hours=1)
A_VISITOR_AN_HOUR, A_SHEET_AN_HOUR = 5, 20


@public
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, slug: str) -> HttpResponse:
    shown = published_or_404(slug)
    form = CorrectionForm(request.POST or None, initial={"field": request.GET.get("champ", "")})
    status = 200
    if request.method == "POST" and form.is_valid():
        if form.is_from_a_program:
            return _thanks(request, shown)
        if _is_too_often(request, shown):
            form.add_error(
                None,
                _("Vous avez envoyé plusieurs corrections en peu de temps. Réessayez dans une heure."),
            )
            status = 429
        else:
            given = form.cleaned_data
            ask_correction(
                sheet=get_object_or_404(Deployment.objects.published().select_related("territory"), pk=shown.pk),
                text=given["text"],
                field=given["field"],
                source_url=given["source_url"],
                email=given["email"],
            )
            return _thanks(request, shown)
    return render(request, "library/correction.html", {"form": form, "sheet": shown}, status=status)


def _thanks(request: HttpRequest, shown: PublishedSheet) -> HttpResponse:
    messages.success(request, _("Merci. La collectivité a reçu votre proposition : elle décide de ce qui change."))
    return redirect(shown)


def _is_too_often(request: HttpRequest, shown: PublishedSheet) -> bool:
    by_visitor = is_allowed(request, "correction", limit=A_VISITOR_AN_HOUR, per=HOUR)
    of_sheet = is_under("correction-received", shown.uid, limit=A_SHEET_AN_HOUR, per=HOUR)
    return not (by_visitor and of_sheet)
