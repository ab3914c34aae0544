"""A filled-in canevas that comes back: sent, previewed field by field, confirmed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations.access import territory_of_concertation
from commun.concertations.actions.offline import import_canevas
from commun.concertations.forms.offline import CanevasFileForm
from commun.concertations.models import Concertation
from commun.concertations.offline import reading
from commun.concertations.offline.plan import Plan, plan
from commun.core import pending
from commun.core.attempts import READ_OR_SEND, RefusalsOn
from commun.core.errors import DomainError

KIND = "canevas"


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def canevas_import(request: UserRequest, slug: str) -> HttpResponse:
    record = get_object_or_404(Concertation.objects.select_related("territory"), slug=slug)
    form = CanevasFileForm(request.POST, request.FILES) if request.method == "POST" else CanevasFileForm()
    if form.is_bound and form.is_valid():
        with RefusalsOn(form, "file"):
            plan(record=record, reading=reading.read(form.sheets))
            name, content = form.cleaned_data["name"], reading.to_json(form.sheets)
            kept = pending.keep(kind=KIND, target=record, content=content, name=name, by=request.user)
            return redirect("concertations:canevas_preview", slug=slug, token=kept.token)
    context = {"record": record, "form": form}
    return render(request, "concertations/offline/import.html", context, status=400 if form.errors else 200)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def canevas_preview(request: UserRequest, slug: str, token: str) -> HttpResponse:
    record = get_object_or_404(Concertation.objects.select_related("territory"), slug=slug)
    try:
        kept = pending.find(token=token, kind=KIND, target=record, by=request.user)
    except DomainError as error:
        messages.warning(request, error.message)
        return redirect("concertations:canevas_import", slug=slug)
    filled = reading.read(reading.from_json(kept.content))
    take = frozenset(name.removeprefix("garder-") for name, value in request.POST.items() if value == "fichier")
    problem = ""
    if request.method == "POST":
        try:
            done = import_canevas(
                concertation=record, reading=filled, seen=request.POST.get("seen", ""), take=take, by=request.user
            )
        except DomainError as error:
            problem = error.message
        else:
            kept.delete()
            messages.success(request, _report(done, take))
            return redirect("concertations:canevas_import", slug=slug)
        record = get_object_or_404(Concertation.objects.select_related("territory"), slug=slug)
    shown = plan(record=record, reading=filled, take=take)
    context = {"record": record, "plan": shown, "name": kept.name, "problem": problem, "take": take}
    return render(request, "concertations/offline/preview.html", context, status=409 if problem else 200)


def _report(done: Plan, take: frozenset[str]) -> str:
    fields, sheets = done.kept(take)
    count = len(fields) + sum(len(sheet.rows) for sheet in sheets)
    if not count:
        return _("Ce fichier ne change rien : la fiche dit déjà la même chose.")
    text = ngettext("%(count)d changement est enregistré.", "%(count)d changements sont enregistrés.", count)
    return text % {"count": count}
