"""`/espace/deliberations/`: what came in, what people report, what was taken down."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt
from commun.deliberations.actions import takedowns
from commun.deliberations.enums import TakedownReason
from commun.deliberations.forms.takedown import FindForm, TakedownForm
from commun.deliberations.models import Deliberation, DeliberationReport, Takedown
from commun.deliberations.queries.desk import desk_page


@require(Permission.DELIBERATION_MANAGE)
@READ_OR_SEND
def desk(request: UserRequest) -> HttpResponse:
    """A sent form only looks for the decision that one wants to take down."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = Deliberation.objects.filter(uid=form.cleaned_data["uid"]).first()
        if found is not None:
            return redirect("deliberations:take_down", uid=found.uid)
        form.add_error("uid", _("Aucune délibération ne porte cet identifiant."))
    return render(request, "deliberations/desk/home.html", {"page": desk_page(), "form": form})


@require(Permission.DELIBERATION_MANAGE)
@READ_OR_SEND
def take_down(request: UserRequest, uid: str) -> HttpResponse:
    one = get_object_or_404(Deliberation.objects.select_related("body"), uid=uid)
    form = TakedownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            takedowns.take_down(decision=one, reason=TakedownReason(form.cleaned_data["reason"]), by=request.user)
            messages.success(request, _("La délibération est retirée des pages, de la recherche et des fichiers."))
            return redirect("deliberations:desk")
    return render(request, "deliberations/desk/take_down.html", {"one": one, "form": form})


@require(Permission.DELIBERATION_MANAGE)
@require_POST
def lift(request: UserRequest, uid: str) -> HttpResponse:
    taken = get_object_or_404(Takedown.objects.select_related("deliberation"), deliberation__uid=uid)
    attempt(
        request,
        lambda: takedowns.lift(taken=taken, by=request.user),
        done=_("Le retrait est levé : le prochain fichier qui la contient la rendra."),
    )
    return redirect("deliberations:desk")


@require(Permission.DELIBERATION_MANAGE)
@require_POST
def dismiss(request: UserRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(DeliberationReport.objects.select_related("deliberation"), pk=pk)
    attempt(request, lambda: takedowns.dismiss(asked=asked, by=request.user), done=_("Le signalement est classé."))
    return redirect("deliberations:desk")
