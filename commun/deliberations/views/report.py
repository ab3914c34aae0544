"""« Signaler un nom de personne »: anyone may say that a decision shows what it should not, without an account."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commun.core.access import public
from commun.core.throttle import is_allowed, is_under
from commun.deliberations.actions import takedowns
from commun.deliberations.forms.takedown import ReportForm
from commun.deliberations.models import Deliberation

HOUR = timedelta(hours=1)
A_VISITOR_AN_HOUR, A_DECISION_AN_HOUR = 5, 10


@public
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, uid: str) -> HttpResponse:
    one = get_object_or_404(Deliberation.objects.public().select_related("body"), uid=uid)
    form = ReportForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if form.is_from_a_program:
            return _thanks(request, one)
        if _is_too_often(request, one):
            form.add_error(None, _("Vous avez envoyé plusieurs signalements : réessayez dans une heure."))
            status = 429
        else:
            takedowns.report(decision=one, text=form.cleaned_data["text"], email=form.cleaned_data["email"])
            return _thanks(request, one)
    return render(request, "deliberations/report.html", {"form": form, "one": one}, status=status)


def _thanks(request: HttpRequest, one: Deliberation) -> HttpResponse:
    messages.success(request, _("Merci. Le réseau a reçu votre signalement et va regarder cette délibération."))
    return redirect(one)


def _is_too_often(request: HttpRequest, one: Deliberation) -> bool:
    by_visitor = is_allowed(request, "report", limit=A_VISITOR_AN_HOUR, per=HOUR)
    of_decision = is_under("report-received", one.uid, limit=A_DECISION_AN_HOUR, per=HOUR)
    return not (by_visitor and of_decision)
