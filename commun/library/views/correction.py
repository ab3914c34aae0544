"""« Une erreur ? Complétez »: anyone may say what is wrong, without an account; the territory decides."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commun.core import letters
from commun.core.access import public
from commun.core.attempts import READ_OR_SEND
from commun.library.actions.corrections import ask_correction
from commun.library.forms.correction import CorrectionForm
from commun.library.models import Deployment
from commun.library.views.sheet import published_or_404

LIMITS = letters.Limits("correction", a_visitor=5, a_receiver=20)


@public
@READ_OR_SEND
def correction(request: HttpRequest, slug: str) -> HttpResponse:
    shown = published_or_404(slug)
    form = CorrectionForm(request.POST or None, initial={"field": request.GET.get("champ", "")})
    is_taken, status = letters.take(
        request,
        form,
        limits=LIMITS,
        receiver=shown.uid,
        too_often=_("Vous avez envoyé plusieurs corrections en peu de temps. Réessayez dans une heure."),
        send=lambda given: _send(shown.pk, given),
    )
    if is_taken:
        messages.success(request, _("Merci. La collectivité a reçu votre proposition : elle décide de ce qui change."))
        return redirect(shown)
    return render(request, "library/correction.html", {"form": form, "sheet": shown}, status=status)


def _send(pk: int, given: Mapping[str, Any]) -> None:
    ask_correction(
        sheet=get_object_or_404(Deployment.objects.published().select_related("territory"), pk=pk),
        text=given["text"],
        field=given["field"],
        source_url=given["source_url"],
        email=given["email"],
    )
