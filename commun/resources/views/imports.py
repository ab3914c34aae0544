"""Importing a table of resources in two steps: send it and look at what would change, then confirm."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core import pending
from commun.core.attempts import READ_OR_SEND
from commun.core.errors import DomainError
from commun.core.named_tables import Table
from commun.resources.actions.imports import ingest
from commun.resources.forms.resource import TableForm
from commun.resources.importers.plan import plan, read

KIND = "ressources"


@require(Permission.RESOURCE_MANAGE)
@READ_OR_SEND
def start(request: UserRequest) -> HttpResponse:
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            table = read(form.cleaned_data["file"])
        except DomainError as refusal:
            form.add_error("file", forms.ValidationError(refusal.message))
        else:
            kept = pending.keep(
                kind=KIND, target=request.user, content=table.to_json(), by=request.user, name=table.name
            )
            return redirect("resources:import_preview", token=kept.token)
    return render(request, "resources/desk/import.html", {"form": form})


@require(Permission.RESOURCE_MANAGE)
@READ_OR_SEND
def preview(request: UserRequest, token: str) -> HttpResponse:
    try:
        kept = pending.find(token=token, kind=KIND, target=request.user, by=request.user)
    except DomainError as refusal:
        messages.warning(request, refusal.message)
        return redirect("resources:import")
    table, problem = Table.from_json(kept.content), ""
    if request.method == "POST":
        try:
            done = ingest(table=table, seen=request.POST.get("seen", ""), by=request.user)
        except DomainError as refusal:
            problem = refusal.message
        else:
            kept.delete()
            said = _("%(created)d ressources ajoutées, %(updated)d modifiées, %(unchanged)d inchangées.")
            messages.success(request, said % done.__dict__)
            return redirect("resources:desk")
    context = {"plan": plan(table), "name": kept.name, "problem": problem}
    return render(request, "resources/desk/import_preview.html", context, status=409 if problem else 200)
