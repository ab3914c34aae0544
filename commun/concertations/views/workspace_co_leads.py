"""Who leads the concertation with the territory: the list, typed one by line."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations.access import territory_of_concertation
from commun.concertations.actions import co_leads as actions
from commun.concertations.forms.co_leads import CoLeadsForm
from commun.concertations.queries.workspace import workspace_record
from commun.core.attempts import READ_OR_SEND, RefusalsOn
from commun.territories.queries import designation


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def co_leads(request: UserRequest, slug: str) -> HttpResponse:
    record = workspace_record(slug=slug)
    lines = [designation(name=one.name, uid=one.uid) for one in record.co_leads.all()]
    form = CoLeadsForm(request.POST or None, initial={"names": "\n".join(lines)})
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form, "names"):
            actions.set_co_leads(
                concertation=record,
                territories=form.cleaned_data["names"],
                seen=request.POST.get("version", ""),
                by=request.user,
            )
            messages.success(request, _("Les co-porteurs sont enregistrés."))
            return redirect("concertations:workspace_section", slug=slug, section="informations")
    context = {"record": record, "form": form, "lines": lines, "version": actions.co_leads_digest(record)}
    return render(request, "concertations/workspace/co_leads.html", context)
