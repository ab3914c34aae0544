"""The uses of the library that a debate is about: the list, a link more, a link less."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations.access import territory_of_concertation
from commun.concertations.actions import usage_links as actions
from commun.concertations.forms.usage_links import UsageLinkForm
from commun.concertations.queries.usage_links import usages_of_debate
from commun.concertations.queries.workspace import workspace_record
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def usages(request: UserRequest, slug: str) -> HttpResponse:
    record = workspace_record(slug=slug)
    form = UsageLinkForm(request.POST or None, record=record)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with RefusalsOn(form):
            actions.link_usage(
                concertation=record,
                deployment=given["deployment"],
                proposition=given["proposition"],
                note=given["note"],
                by=request.user,
            )
            messages.success(request, _("Le lien est fait : il se lit sur la fiche de l’usage comme sur la vôtre."))
            return redirect("concertations:workspace_usages", slug=slug)
    context = {"record": record, "form": form, "usages": usages_of_debate(record.pk)}
    return render(request, "concertations/workspace/usages.html", context)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@require_POST
def usage_remove(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    attempt(
        request,
        lambda: actions.unlink_usage(concertation=workspace_record(slug=slug), pk=pk, by=request.user),
        done=_("Le lien est retiré."),
    )
    return redirect("concertations:workspace_usages", slug=slug)
