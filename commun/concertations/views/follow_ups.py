"""Promises in the workspace: the table of a concertation, a new promise, a new milestone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations.access import territory_of_concertation, territory_of_follow_up, territory_of_proposition
from commun.concertations.actions import follow_ups as actions
from commun.concertations.actions.follow_ups import FollowUpRefused
from commun.concertations.actions.imports_around import link_promise
from commun.concertations.actions.proofs import ProofRefused
from commun.concertations.enums import FollowUpState
from commun.concertations.forms.follow_ups import MilestoneForm, PromiseForm, proposed
from commun.concertations.models import Concertation, FollowUp, Takeaway
from commun.concertations.queries.follow_ups import follow_up_table, said_of_result, told_elsewhere
from commun.core.attempts import READ_OR_SEND
from commun.core.errors import EditConflict


@require(Permission.WORKSPACE_VIEW, of=territory_of_concertation)
@require_safe
def follow_ups(request: UserRequest, slug: str) -> HttpResponse:
    concertation = get_object_or_404(Concertation.objects.select_related("territory"), slug=slug)
    context = {
        "record": concertation,
        "table": follow_up_table(concertation=concertation, on=timezone.localdate()),
        "may_answer": request.user.may(Permission.ANSWER_PUBLISH, concertation.territory),
    }
    return render(request, "concertations/follow_ups/table.html", context)


@require(Permission.ANSWER_PUBLISH, of=territory_of_proposition)
@READ_OR_SEND
def promise(request: UserRequest, uid: str) -> HttpResponse:
    proposition = get_object_or_404(Takeaway.objects.propositions().select_related("concertation__territory"), uid=uid)
    result = told_elsewhere(proposition=proposition, pk=request.GET.get("realisation", ""))
    form = PromiseForm(request.POST or None, initial=proposed(result) if result is not None else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.promise(proposition=proposition, by=request.user, **form.cleaned_data)
        except FollowUpRefused as refusal:
            form.add_refusal(refusal)
        else:
            if result is not None:
                link_promise(result=result, follow_up=made)
            messages.success(request, _("L’action est promise : son échéance est publique."))
            return redirect("concertations:milestone", made.uid) if result is not None else redirect(made)
    context = {"record": proposition.concertation, "proposition": proposition, "form": form, "result": result}
    return render(request, "concertations/follow_ups/promise.html", context)


@require(Permission.ANSWER_PUBLISH, of=territory_of_follow_up)
@READ_OR_SEND
def milestone(request: UserRequest, uid: str) -> HttpResponse:
    follow_up = get_object_or_404(FollowUp.objects.select_related("proposition__concertation__territory"), uid=uid)
    result = follow_up.imported_results.order_by("-imported_at").first()
    form = MilestoneForm(request.POST or None, follow_up=follow_up, result=result)
    status = 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"state": FollowUpState(form.cleaned_data["state"])}
        try:
            actions.record_milestone(follow_up=follow_up, by=request.user, **given)
        except (FollowUpRefused, ProofRefused) as refusal:
            form.add_refusal(refusal)
        except EditConflict as conflict:
            status = 409
            form.add_error(None, conflict.message)
            follow_up.refresh_from_db()
            form.read_again(follow_up.version)
        else:
            messages.success(request, _("Le jalon est publié."))
            return redirect(follow_up)
    context = {
        "record": follow_up.proposition.concertation,
        "follow_up": follow_up,
        "result": result,
        "result_said": said_of_result(result) if result is not None else "",
        "milestones": follow_up.milestones.select_related("proof_document"),
        "days_late": follow_up.days_late(timezone.localdate()),
        "form": form,
    }
    return render(request, "concertations/follow_ups/milestone.html", context, status=status)
