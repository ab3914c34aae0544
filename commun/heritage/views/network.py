"""`/espace/patrimoine/`: what waits for the signature of the network, and how what is kept is doing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import attempt
from commun.heritage.actions import publication
from commun.heritage.forms.desk import ReasonForm
from commun.heritage.models import HeritageVersion
from commun.heritage.queries import pages

REVIEW = require(Permission.HERITAGE_REVIEW)


@REVIEW
@require_safe
def desk(request: UserRequest) -> HttpResponse:
    return render(request, "heritage/desk/network.html", {"page": pages.network_desk()})


@REVIEW
@require_safe
def review(request: UserRequest, uid: str) -> HttpResponse:
    return _review(request, _waiting(uid), ReasonForm())


@REVIEW
@require_POST
def publish(request: UserRequest, uid: str) -> HttpResponse:
    version = _waiting(uid)
    is_public = attempt(
        request,
        lambda: publication.publish(version=version, seen=request.POST.get("seen", ""), by=request.user),
        done=_("Vous avez signé : c’est public."),
    )
    return redirect(version) if is_public else redirect("heritage:review", uid=uid)


@REVIEW
@require_POST
def refuse(request: UserRequest, uid: str) -> HttpResponse:
    version = _waiting(uid)
    form = ReasonForm(request.POST)
    if form.is_valid():
        publication.refuse(version=version, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("La version est renvoyée au territoire, avec votre raison."))
        return redirect("heritage:network")
    return _review(request, version, form, status=422)


def _review(request: UserRequest, version: HeritageVersion, form: ReasonForm, *, status: int = 200) -> HttpResponse:
    context = {"version": version, "item": version.item, "page": pages.version_page(version), "form": form}
    return render(request, "heritage/desk/review.html", context, status=status)


def _waiting(uid: str) -> HeritageVersion:
    waiting = HeritageVersion.objects.awaiting_network().select_related("item__territory")
    return get_object_or_404(waiting, item__uid=uid)
