"""`/espace/metiers/`: a territory says which trades its uses and its debates touch; the coordination keeps the list."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require, territory_of_slug
from commun.accounts.enums import Permission
from commun.concertations.models import Takeaway
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt, seen_version
from commun.jobs import forms, queries
from commun.jobs.actions import links, trades
from commun.jobs.models import Trade, TradeLink
from commun.library.models import Deployment
from commun.territories.models import Territory

MANAGE = require(Permission.TRADE_MANAGE)


def _use(uid: str) -> Deployment:
    return get_object_or_404(Deployment.objects.select_related("territory"), uid=uid)


def _takeaway(uid: str) -> Takeaway:
    return get_object_or_404(Takeaway.objects.select_related("concertation__territory"), uid=uid)


def _link(pk: int) -> TradeLink:
    return get_object_or_404(TradeLink.objects.with_what_they_link().select_related("deployment__territory"), pk=pk)


def _of_use(*, uid: str, **kwargs: Any) -> Territory:
    return _use(uid).territory


def _of_takeaway(*, uid: str, **kwargs: Any) -> Territory:
    return _takeaway(uid).concertation.territory


def _of_link(*, pk: int, **kwargs: Any) -> Territory:
    return links.territory_of(_link(pk).about)


@require(Permission.TRADE_ATTACH, of=territory_of_slug)
@require_safe
def territory_desk(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    context = {"territory": territory, "page": queries.territory_desk(territory)}
    return render(request, "jobs/desk/territory.html", context)


@MANAGE
@require_safe
def network_desk(request: UserRequest) -> HttpResponse:
    context = {"page": queries.network_desk(), "trades": Trade.objects.order_by("title", "pk")}
    return render(request, "jobs/desk/network.html", context)


@require(Permission.TRADE_ATTACH, of=_of_use)
@READ_OR_SEND
def of_use(request: UserRequest, uid: str) -> HttpResponse:
    return _choose(request, _use(uid))


@require(Permission.TRADE_ATTACH, of=_of_takeaway)
@READ_OR_SEND
def of_takeaway(request: UserRequest, uid: str) -> HttpResponse:
    return _choose(request, _takeaway(uid))


def _choose(request: UserRequest, about: Deployment | Takeaway) -> HttpResponse:
    form = forms.ChooseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form, "metier"):
            links.attach(trade=form.cleaned_data["metier"], to=about, by=request.user)
            messages.success(request, _("Ce métier est rattaché."))
            return redirect(request.path)
    context = {
        "form": form,
        "about": about,
        "is_use": isinstance(about, Deployment),
        "territory": links.territory_of(about),
        "links": queries.links_of(about),
        "names": queries.names(),
    }
    return render(request, "jobs/desk/choose.html", context)


@require(Permission.TRADE_ATTACH, of=_of_link)
@require_POST
def detach(request: UserRequest, pk: int) -> HttpResponse:
    link = _link(pk)
    attempt(request, lambda: links.detach(link=link, by=request.user), done=_("Ce métier n’est plus rattaché."))
    return redirect("jobs:of_use" if link.deployment_id else "jobs:of_takeaway", uid=link.about.uid)


@MANAGE
@READ_OR_SEND
def new(request: UserRequest) -> HttpResponse:
    form = forms.TradeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            made = trades.add(values=form.values(), resources=form.cleaned_data["resources"], by=request.user)
            messages.success(request, _("Ce métier est dans la liste."))
            return redirect(made)
    return render(request, "jobs/desk/trade.html", {"form": form})


@MANAGE
@READ_OR_SEND
def edit(request: UserRequest, slug: str) -> HttpResponse:
    """The version is the one that the form was made from."""
    one = get_object_or_404(Trade, slug=slug)
    form = forms.TradeForm(request.POST or None, initial=forms.initial_of(one))
    version = seen_version(request) if request.method == "POST" else one.version
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["resources"]
        with RefusalsOn(form) as refusals:
            trades.edit(trade=one, values=form.values(), resources=chosen, version=version, by=request.user)
            messages.success(request, _("C’est enregistré."))
            return redirect(one)
        if refusals.is_overtaken:
            version = one.version
    return render(request, "jobs/desk/trade.html", {"form": form, "one": one, "version": version})
