"""`/espace/candidatures/`: what one sends to a label, and the juries where one sits."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, signed_in
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt, seen_version
from commun.labels import forms, queries
from commun.labels.actions import applications
from commun.labels.enums import For, State
from commun.labels.models import Application, Call


def _own(request: UserRequest, uid: str) -> Application:
    """404 for anyone else: that an application exists is private."""
    one = get_object_or_404(Application.objects.select_related("call__label", "territory", "by"), uid=uid)
    if not applications.may_handle(request.user, one):
        raise Http404
    return one


@signed_in
@require_safe
def own(request: UserRequest) -> HttpResponse:
    return render(request, "labels/apply/own.html", {"page": queries.own_page(request.user, on=timezone.localdate())})


@signed_in
@READ_OR_SEND
def new(request: UserRequest, slug: str) -> HttpResponse:
    call = get_object_or_404(Call.objects.public().select_related("label"), slug=slug)
    places = queries.territories_of(request.user)
    form = forms.ApplicationForm(request.POST or None, call=call, territories=places)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            made = applications.write(call=call, values=form.values(), by=request.user, **form.applicant())
            messages.success(request, _("Votre candidature est enregistrée. Elle n’est pas encore envoyée."))
            return redirect("labels:application", uid=made.uid)
    context = {
        "form": form,
        "call": call,
        "is_open": call.is_open(timezone.localdate()),
        "lacks_territory": call.label.is_for == For.TERRITORIES and not places,
    }
    return render(request, "labels/apply/new.html", context)


@signed_in
@READ_OR_SEND
def application(request: UserRequest, uid: str) -> HttpResponse:
    one = _own(request, uid)
    may_edit = one.call.is_open(timezone.localdate()) and one.state in (State.DRAFT, State.SENT)
    form = forms.ApplicationForm(
        request.POST or None, call=one.call, territories=[], is_new=False, initial=forms.initial_of_application(one)
    )
    version = seen_version(request) if request.method == "POST" else one.version
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form) as refusals:
            applications.edit(application=one, values=form.values(), version=version, by=request.user)
            messages.success(request, _("C’est enregistré."))
            return redirect("labels:application", uid=uid)
        if refusals.is_overtaken:
            version = one.version
    settled = (State.LAUREATE, State.NOT_RETAINED, State.INADMISSIBLE)
    context = {
        "form": form,
        "one": one,
        "call": one.call,
        "criteria": one.call.criteria.all(),
        "version": version,
        "may_edit": may_edit,
        "may_send": may_edit and one.state == State.DRAFT,
        "may_withdraw": not one.call.is_settled and one.state != State.WITHDRAWN,
        "may_show": one.call.is_settled and one.state == State.NOT_RETAINED,
        "told": str(one.get_state_display()) if one.call.is_settled or one.state not in settled else _("À l’examen"),
        "reason": one.reason if one.call.is_settled else "",
    }
    return render(request, "labels/apply/application.html", context)


@signed_in
@require_POST
def send(request: UserRequest, uid: str) -> HttpResponse:
    said = _("Votre candidature est envoyée. Vous pouvez la changer jusqu’à la fermeture de l’appel.")
    attempt(request, lambda: applications.send(application=_own(request, uid), by=request.user), done=said)
    return redirect("labels:application", uid)


@signed_in
@require_POST
def withdraw(request: UserRequest, uid: str) -> HttpResponse:
    said = _("Votre candidature est retirée.")
    attempt(request, lambda: applications.withdraw(application=_own(request, uid), by=request.user), done=said)
    return redirect("labels:application", uid)


@signed_in
@require_POST
def show(request: UserRequest, uid: str) -> HttpResponse:
    is_shown = request.POST.get("montrer") == "oui"
    said = _("Votre candidature se lit au palmarès.") if is_shown else _("Votre candidature ne se lit plus.")
    own = _own(request, uid)
    attempt(request, lambda: applications.show(application=own, is_shown=is_shown, by=request.user), done=said)
    return redirect("labels:application", uid)
