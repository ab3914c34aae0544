"""Coming to a meeting or to all those of a cycle: with an account or by mail; leaving in one click."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, public, signed_in
from commun.accounts.models import User
from commun.agenda import links
from commun.agenda.actions import registrations
from commun.agenda.enums import Seat
from commun.agenda.forms import OwnRegisterForm, RegisterForm
from commun.agenda.models import Event, EventSeries, PersonalCalendar, Registration
from commun.agenda.queries.pages import own_page
from commun.agenda.when import when
from commun.core import throttle
from commun.core.attempts import READ_OR_SEND
from commun.core.errors import DomainError

MOST_AN_HOUR = 20


@public
@never_cache
@READ_OR_SEND
def register(request: HttpRequest, slug: str) -> HttpResponse:
    event = get_object_or_404(Event.objects.public().select_related("territory", "series"), slug=slug)
    return _register(request, title=event.title, back=event.get_absolute_url(), events=[event])


@public
@never_cache
@READ_OR_SEND
def register_series(request: HttpRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(EventSeries, slug=slug, is_cycle=True)
    return _register(request, title=one.title, back=one.get_absolute_url(), events=registrations.sessions_of(one))


def _register(request: HttpRequest, *, title: str, back: str, events: Sequence[Event]) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    form: RegisterForm | OwnRegisterForm = (
        OwnRegisterForm(request.POST or None) if user is not None else RegisterForm(request.POST or None)
    )
    sessions = [(one, when(one)) for one in events]
    context: dict[str, Any] = {"title": title, "back": back, "form": form, "sessions": sessions}
    if request.method != "POST" or not form.is_valid():
        context["is_closed"] = not any(one.takes_signups for one in events)
        return render(request, "agenda/register.html", context)
    if not throttle.is_allowed(request, "register", limit=MOST_AN_HOUR, per=timedelta(hours=1)):
        return throttle.too_many(request)
    given = form.cleaned_data
    try:
        if user is not None:
            made = registrations.register(events=events, user=user, organisation=given["organisation"])
            return render(request, "agenda/registered.html", {"made": _told(made), "title": title, "back": back})
        if isinstance(form, RegisterForm) and not form.is_from_a_program:
            registrations.ask(
                events=events, email=given["email"], name=given["name"], organisation=given["organisation"]
            )
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return render(request, "agenda/register.html", context)
    return render(request, "agenda/asked.html", {"title": title, "back": back, "email": given["email"]})


@public
@never_cache
@READ_OR_SEND
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button: mail filters open every link, and must not say yes for anyone."""
    try:
        numbers = links.read_confirmation(token)
        if request.method != "POST":
            return render(request, "agenda/confirm.html", {"action": request.path})
        made = registrations.confirm(registrations=numbers)
    except DomainError as refusal:
        return render(request, "agenda/link_refused.html", {"message": refusal.message}, status=410)
    context = {"made": _told(made), "title": made[0].event.title, "back": made[0].event.get_absolute_url()}
    return render(request, "agenda/registered.html", context)


@csrf_exempt
@public
@never_cache
@READ_OR_SEND
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """A mail programme posts here by itself (RFC 8058): the seal of the link stands for the form's token."""
    try:
        number = links.read_leaving(token)
    except DomainError as refusal:
        return render(request, "agenda/link_refused.html", {"message": refusal.message}, status=410)
    if request.method != "POST":
        found = Registration.objects.filter(pk=number).select_related("event").first()
        return render(request, "agenda/leave.html", {"action": request.path, "found": found})
    registrations.leave(registration=number)
    return render(request, "agenda/left.html")


@signed_in
@READ_OR_SEND
def own(request: UserRequest) -> HttpResponse:
    """« Mes rencontres », and the private address of one's own calendar, shown when it is made."""
    calendar = PersonalCalendar.objects.filter(user=request.user, is_open=True).first()
    if request.method == "POST":
        if "fermer" in request.POST:
            registrations.close_calendar(user=request.user)
            messages.success(request, _("L’adresse de votre calendrier ne répond plus."))
        else:
            registrations.open_calendar(user=request.user)
            messages.success(
                request, _("Voici l’adresse de votre calendrier. L’ancienne, s’il y en avait une, ne répond plus.")
            )
        return redirect("agenda:own")
    page = own_page(user=request.user)
    context = {
        "coming": _told(page.coming),
        "past": _told(page.past),
        "calendar": calendar and links.calendar(calendar),
    }
    return render(request, "agenda/own.html", context)


@signed_in
@require_POST
def own_leave(request: UserRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Registration, pk=pk, user=request.user)
    registrations.leave(registration=found.pk)
    messages.success(request, _("Votre inscription est effacée, et votre place rendue."))
    return redirect("agenda:own")


def _told(made: Sequence[Registration]) -> list[dict[str, object]]:
    return [
        {"one": one, "event": one.event, "when": when(one.event), "is_waiting": one.seat == Seat.WAITING}
        for one in made
    ]
