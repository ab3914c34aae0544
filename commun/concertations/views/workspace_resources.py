"""The resources that a debate used: the list, one more, one less."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations.access import territory_of_concertation
from commun.concertations.actions import resource_uses as actions
from commun.concertations.forms.resource_uses import ResourceUseForm
from commun.concertations.queries.resource_uses import resources_of_debate
from commun.concertations.queries.workspace import workspace_record
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def resources(request: UserRequest, slug: str) -> HttpResponse:
    record = workspace_record(slug=slug)
    form = ResourceUseForm(request.POST or None, initial={"resource": request.GET.get("ressource", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with RefusalsOn(form):
            actions.tell_use(concertation=record, resource=given["found"], said=given["said"], by=request.user)
            messages.success(request, _("C’est dit : cela se lit sur la page de la ressource comme sur la vôtre."))
            return redirect("concertations:workspace_resources", slug=slug)
    context = {"record": record, "form": form, "used": resources_of_debate(record.pk)}
    return render(request, "concertations/workspace/resources.html", context)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@require_POST
def resource_remove(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    attempt(
        request,
        lambda: actions.take_back(concertation=workspace_record(slug=slug), pk=pk, by=request.user),
        done=_("La ressource n’est plus citée."),
    )
    return redirect("concertations:workspace_resources", slug=slug)
