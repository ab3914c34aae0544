"""`/espace/labels/`: the coordination prepares calls, names juries, and publishes what they decide."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt, seen_version
from commun.labels import forms, queries
from commun.labels.actions import calls, jury, results
from commun.labels.enums import JUDGED, CallState, State
from commun.labels.models import Application, Call, Juror

MANAGE = require(Permission.LABEL_MANAGE)


def _call(slug: str) -> Call:
    return get_object_or_404(Call.objects.select_related("label"), slug=slug)


def _application(uid: str) -> Application:
    """Sent: a draft is its authors', and one taken back is nobody's business."""
    rows = Application.objects.exclude(state__in=(State.DRAFT, State.WITHDRAWN))
    return get_object_or_404(rows.select_related("call__label", "territory", "solution", "by"), uid=uid)


@MANAGE
@require_safe
def desk(request: UserRequest) -> HttpResponse:
    context = {"calls": Call.objects.select_related("label").order_by("-opens_on", "-pk")}
    return render(request, "labels/desk/home.html", context)


@MANAGE
@READ_OR_SEND
def new(request: UserRequest) -> HttpResponse:
    form = forms.CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            made = calls.create(values=form.values(), criteria=form.cleaned_data["criteria"], by=request.user)
            messages.success(request, _("L’appel est enregistré. Le public ne le lit pas encore."))
            return redirect("labels:desk_call", slug=made.slug)
    return render(request, "labels/desk/edit.html", {"form": form})


@MANAGE
@READ_OR_SEND
def edit(request: UserRequest, slug: str) -> HttpResponse:
    """The version is the one that the form was made from."""
    one = _call(slug)
    form = forms.CallForm(request.POST or None, initial=forms.initial_of(one))
    version = seen_version(request) if request.method == "POST" else one.version
    if request.method == "POST" and form.is_valid():
        criteria = form.cleaned_data["criteria"]
        with RefusalsOn(form) as refusals:
            calls.edit(call=one, values=form.values(), criteria=criteria, version=version, by=request.user)
            messages.success(request, _("C’est enregistré."))
            return redirect("labels:desk_call", slug=slug)
        if refusals.is_overtaken:
            version = one.version
    return render(request, "labels/desk/edit.html", {"form": form, "one": one, "version": version})


@MANAGE
@require_safe
def call(request: UserRequest, slug: str) -> HttpResponse:
    return _call_page(request, _call(slug))


def _call_page(request: UserRequest, one: Call, *, juror_form: forms.JurorForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "call": one,
        "page": queries.desk_call(one, by=request.user),
        "is_draft": one.state == CallState.DRAFT,
        "is_open": one.is_open(today),
        "may_settle": one.state == CallState.PUBLISHED and one.is_over(today),
        "juror_form": juror_form or forms.JurorForm(),
    }
    return render(request, "labels/desk/call.html", context)


@MANAGE
@require_POST
def publish(request: UserRequest, slug: str) -> HttpResponse:
    said = _("L’appel est public. Ses règles ne changent plus.")
    attempt(request, lambda: calls.publish(call=_call(slug), by=request.user), done=said)
    return redirect("labels:desk_call", slug)


@MANAGE
@require_POST
def name_juror(request: UserRequest, slug: str) -> HttpResponse:
    one, form = _call(slug), forms.JurorForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        with RefusalsOn(form):
            jury.name(call=one, user=given["email"], shown_as=given["shown_as"], by=request.user)
            messages.success(request, _("Cette personne est invitée à siéger, par courriel et dans son espace."))
            return redirect("labels:desk_call", slug=slug)
    return _call_page(request, one, juror_form=form)


@MANAGE
@require_POST
def dismiss(request: UserRequest, pk: int) -> HttpResponse:
    juror = get_object_or_404(Juror.objects.select_related("call"), pk=pk)
    said = _("Cette personne n’est plus du jury.")
    attempt(request, lambda: jury.dismiss(juror=juror, by=request.user), done=said)
    return redirect("labels:desk_call", juror.call.slug)


@MANAGE
@require_POST
def settle(request: UserRequest, slug: str) -> HttpResponse:
    said = _("Le palmarès est public, et chacun apprend par courriel ce que le jury a décidé.")
    attempt(request, lambda: results.settle(call=_call(slug), by=request.user), done=said)
    return redirect("labels:desk_call", slug)


@MANAGE
@require_safe
def application(request: UserRequest, uid: str) -> HttpResponse:
    return _application_page(request, _application(uid))


@MANAGE
@require_POST
def admit(request: UserRequest, uid: str) -> HttpResponse:
    form = forms.AdmitForm(request.POST)
    one = _application(uid)
    if form.is_valid():
        given = form.cleaned_data
        decided = {"is_admissible": given["is_admissible"] == "oui", "reason": given["reason"]}
        return _decide(request, results.admit, one, **decided)
    return _application_page(request, one, admit_form=form)


@MANAGE
@require_POST
def judge(request: UserRequest, uid: str) -> HttpResponse:
    form = forms.JudgeForm(request.POST)
    one = _application(uid)
    if form.is_valid():
        given = form.cleaned_data
        decided = {"is_laureate": given["is_laureate"] == "oui", "reason": given["reason"]}
        return _decide(request, results.judge, one, **decided)
    return _application_page(request, one, judge_form=form)


@MANAGE
@require_POST
def take_up_again(request: UserRequest, uid: str) -> HttpResponse:
    return _decide(request, results.take_up_again, _application(uid))


def _decide(request: UserRequest, action: Any, one: Application, **decided: Any) -> HttpResponse:
    said = _("C’est décidé. Rien ne paraît avant le palmarès.")
    attempt(request, lambda: action(application=one, **decided, by=request.user), done=said)
    return redirect("labels:desk_application", one.uid)


def _application_page(
    request: UserRequest,
    one: Application,
    *,
    admit_form: forms.AdmitForm | None = None,
    judge_form: forms.JudgeForm | None = None,
) -> HttpResponse:
    """Whoever is linked to the applicant reads neither what it wrote, nor its scores."""
    may_decide = results.may_decide(request.user, one)
    reads_scores = may_decide and results.may_read_scores(request.user, one)
    is_over = one.call.is_over(timezone.localdate()) and not one.call.is_settled
    context = {
        "one": one if may_decide else None,
        "uid": one.uid,
        "call": one.call,
        "applicant": one.applicant,
        "scores": queries.score_lines(one) if reads_scores else (),
        "reads_scores": reads_scores,
        "may_admit": may_decide and is_over and one.state == State.SENT,
        "may_judge": reads_scores and is_over and one.state == State.ADMISSIBLE,
        "may_take_up": may_decide and is_over and one.state in JUDGED,
        "admit_form": admit_form or forms.AdmitForm(),
        "judge_form": judge_form or forms.JudgeForm(),
    }
    return render(request, "labels/desk/application.html", context)
