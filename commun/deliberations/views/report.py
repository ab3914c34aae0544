"""« Signaler un nom de personne »: anyone may say that a decision shows what it should not, without an account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commun.core import letters
from commun.core.access import public
from commun.core.attempts import READ_OR_SEND
from commun.deliberations.actions import takedowns
from commun.deliberations.forms.takedown import ReportForm
from commun.deliberations.models import Deliberation

LIMITS = letters.Limits("report", a_visitor=5, a_receiver=10)


@public
@READ_OR_SEND
def report(request: HttpRequest, uid: str) -> HttpResponse:
    one = get_object_or_404(Deliberation.objects.public().select_related("body"), uid=uid)
    form = ReportForm(request.POST or None)
    is_taken, status = letters.take(
        request,
        form,
        limits=LIMITS,
        receiver=one.uid,
        too_often=_("Vous avez envoyé plusieurs signalements : réessayez dans une heure."),
        send=lambda given: takedowns.report(decision=one, text=given["text"], email=given["email"]),
    )
    if is_taken:
        messages.success(request, _("Merci. Le réseau a reçu votre signalement et va regarder cette délibération."))
        return redirect(one)
    return render(request, "deliberations/report.html", {"form": form, "one": one}, status=status)
