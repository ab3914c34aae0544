"""Attaching many trades with a table: take it, fill it in, send it, look at what it would attach, confirm."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from commun.accounts.access import UserRequest, require, territory_of_slug
from commun.accounts.enums import Permission
from commun.core import pending
from commun.core.attempts import READ_OR_SEND
from commun.core.errors import DomainError
from commun.core.named_tables import Table
from commun.core.uploads import MEDIA_TYPES
from commun.jobs.actions.imports import ingest
from commun.jobs.forms import TableForm
from commun.jobs.importers.plan import plan, read, to_fill

KIND = "metiers"
ATTACH = require(Permission.TRADE_ATTACH, of=territory_of_slug)


@ATTACH
@require_safe
def table(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    response = HttpResponse(to_fill(territory), content_type=MEDIA_TYPES["csv"])
    response.headers["Content-Disposition"] = f'attachment; filename="metiers-{territory.slug}.csv"'
    return response


@ATTACH
@READ_OR_SEND
def start(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = read(form.cleaned_data["file"])
        except DomainError as refusal:
            form.add_error("file", forms.ValidationError(refusal.message))
        else:
            kept = pending.keep(kind=KIND, target=territory, content=sent.to_json(), by=request.user, name=sent.name)
            return redirect("jobs:import_preview", slug=slug, token=kept.token)
    return render(request, "jobs/desk/import.html", {"form": form, "territory": territory})


@ATTACH
@READ_OR_SEND
def preview(request: UserRequest, slug: str, token: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    try:
        kept = pending.find(token=token, kind=KIND, target=territory, by=request.user)
    except DomainError as refusal:
        messages.warning(request, refusal.message)
        return redirect("jobs:import", slug=slug)
    sent, problem = Table.from_json(kept.content), ""
    if request.method == "POST":
        try:
            done = ingest(table=sent, territory=territory, seen=request.POST.get("seen", ""), by=request.user)
        except DomainError as refusal:
            problem = refusal.message
        else:
            kept.delete()
            said = ngettext("%(count)d métier rattaché.", "%(count)d métiers rattachés.", done)
            messages.success(request, said % {"count": done})
            return redirect("jobs:territory_desk", slug=slug)
    shown = plan(sent, territory=territory)
    context = {"plan": shown, "name": kept.name, "problem": problem, "territory": territory}
    return render(request, "jobs/desk/import_preview.html", context, status=409 if problem else 200)
