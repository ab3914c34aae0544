"""`/espace/jury/`: a juror accepts, says what links them to each applicant, then reads and scores."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, signed_in
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt
from commun.labels import forms, queries
from commun.labels.actions import jury
from commun.labels.enums import IN_COMPETITION, State
from commun.labels.models import Application, Juror


def _seat(request: UserRequest, pk: int) -> Juror:
    """404 for anyone else: who judges is private until the results."""
    return get_object_or_404(Juror.objects.select_related("call__label"), pk=pk, user=request.user)


def _application(seat: Juror, uid: str) -> Application:
    rows = seat.call.applications.filter(state__in=IN_COMPETITION).select_related(
        "call__label", "territory", "solution"
    )
    return get_object_or_404(rows, uid=uid)


@signed_in
@require_safe
def seat(request: UserRequest, pk: int) -> HttpResponse:
    one = _seat(request, pk)
    context = {"seat": one, "call": one.call, "lines": queries.seat_lines(one), "criteria": one.call.criteria.all()}
    return render(request, "labels/jury/seat.html", context)


@signed_in
@require_POST
def accept(request: UserRequest, pk: int) -> HttpResponse:
    attempt(request, lambda: jury.accept(juror=_seat(request, pk), by=request.user), done=_("Vous siégez à ce jury."))
    return redirect("labels:seat", pk)


@signed_in
@require_POST
def declare(request: UserRequest, pk: int, uid: str) -> HttpResponse:
    seat = _seat(request, pk)
    application = _application(seat, uid)
    form = forms.InterestForm(request.POST)
    if form.is_valid():
        with RefusalsOn(form):
            said = jury.declare(juror=seat, application=application, interest=form.said(), by=request.user)
            if said.has_interest:
                messages.success(request, _("C’est noté : vous restez à l’écart de cette candidature."))
                return redirect("labels:seat", pk=pk)
            return redirect("labels:judged", pk=pk, uid=uid)
    return _page(request, seat, application, interest_form=form)


@signed_in
@READ_OR_SEND
def application(request: UserRequest, pk: int, uid: str) -> HttpResponse:
    seat = _seat(request, pk)
    one = _application(seat, uid)
    form = forms.ScoreForm(
        request.POST or None,
        criteria=tuple(seat.call.criteria.all()),
        initial=forms.initial_of_scores(queries.own_scores(seat, one)),
    )
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            jury.score(juror=seat, application=one, given=form.given(), by=request.user)
            messages.success(request, _("Vos notes sont enregistrées."))
            return redirect("labels:seat", pk=pk)
    return _page(request, seat, one, form=form)


def _page(
    request: UserRequest,
    seat: Juror,
    one: Application,
    *,
    form: forms.ScoreForm | None = None,
    interest_form: forms.InterestForm | None = None,
) -> HttpResponse:
    """Before they declare, or once something links them, a juror reads the name of the applicant alone."""
    declared = seat.declarations.filter(application=one).first()
    may_read = seat.accepted_at is not None and declared is not None and not declared.has_interest
    may_read = may_read and not jury.known_link(request.user, one)
    criteria = tuple(seat.call.criteria.all())
    given = forms.initial_of_scores(queries.own_scores(seat, one))
    context = {
        "seat": seat,
        "call": seat.call,
        "applicant": one.applicant,
        "uid": one.uid,
        "one": one if may_read else None,
        "is_aside": declared is not None and declared.has_interest,
        "may_score": may_read and one.state == State.ADMISSIBLE and seat.call.is_over(timezone.localdate()),
        "form": (form or forms.ScoreForm(criteria=criteria, initial=given)) if may_read else None,
        "interest_form": interest_form or forms.InterestForm(),
        "has_accepted": seat.accepted_at is not None,
    }
    return render(request, "labels/jury/application.html", context)
