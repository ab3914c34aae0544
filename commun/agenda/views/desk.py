"""The agenda as those who hold meetings keep it: those of the network, or of one territory."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, require, territory_of_slug
from commun.accounts.enums import Permission
from commun.agenda.actions import events, registrations
from commun.agenda.enums import Seat
from commun.agenda.forms import DocumentForm, EventForm, ItemForm, MinutesForm, ReasonForm, SeriesForm, initial_of
from commun.agenda.models import Event, EventDocument, EventSeries, ProgrammeItem
from commun.agenda.queries.pages import desk_page, programme_of
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt, seen_version
from commun.core.errors import EditConflict
from commun.territories.models import Territory


def _holder_of_event(*, slug: str, **kwargs: object) -> Territory | None:
    return _event(slug).territory


def _holder_of_series(*, slug: str, **kwargs: object) -> Territory | None:
    return get_object_or_404(EventSeries.objects.select_related("territory"), slug=slug).territory


FOR_NETWORK = require(Permission.EVENT_EDIT)
FOR_TERRITORY = require(Permission.EVENT_EDIT, of=territory_of_slug)
FOR_EVENT = require(Permission.EVENT_EDIT, of=_holder_of_event)
FOR_SERIES = require(Permission.EVENT_EDIT, of=_holder_of_series)


@FOR_NETWORK
@READ_OR_SEND
def desk(request: UserRequest) -> HttpResponse:
    return _desk(request, None)


@FOR_TERRITORY
@READ_OR_SEND
def territory_desk(request: UserRequest, slug: str) -> HttpResponse:
    return _desk(request, territory_of_slug(slug=slug))


def _desk(request: UserRequest, territory: Territory | None) -> HttpResponse:
    context = {"page": desk_page(territory=territory), "territory": territory}
    return render(request, "agenda/desk/home.html", context)


@FOR_NETWORK
@READ_OR_SEND
def new(request: UserRequest) -> HttpResponse:
    return _new(request, None)


@FOR_TERRITORY
@READ_OR_SEND
def territory_new(request: UserRequest, slug: str) -> HttpResponse:
    return _new(request, territory_of_slug(slug=slug))


def _new(request: UserRequest, territory: Territory | None) -> HttpResponse:
    initial = {"organisers": [territory.name] if territory else [], "signup": "sans_inscription"}
    form = EventForm(request.POST or None, territory=territory, initial=initial)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            made = events.create(values=form.values(), territory=territory, by=request.user)
            messages.success(
                request,
                _("Le brouillon est enregistré. Relisez-le, complétez le programme, puis annoncez la rencontre."),
            )
            return redirect("agenda:manage", slug=made.slug)
    return render(request, "agenda/desk/edit.html", {"form": form, "territory": territory})


@FOR_EVENT
@READ_OR_SEND
def manage(request: UserRequest, slug: str) -> HttpResponse:
    """A meeting, as those who hold it keep it: its programme, its files, who comes."""
    event = _event(slug)
    context = {
        "one": event,
        "territory": event.territory,
        "programme": programme_of(event),
        "documents": event.documents.all(),
        "registered": event.registrations.exclude(seat=Seat.ASKED).order_by("confirmed_at", "pk"),
        "item_form": ItemForm(),
        "document_form": DocumentForm(),
    }
    return render(request, "agenda/desk/manage.html", context)


@FOR_EVENT
@READ_OR_SEND
def edit(request: UserRequest, slug: str) -> HttpResponse:
    """The version is the one that the form was made from."""
    event = _event(slug)
    form = EventForm(request.POST or None, territory=event.territory, initial=initial_of(event))
    version = seen_version(request) if request.method == "POST" else event.version
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form) as refusals:
            events.edit(event=event, values=form.values(), version=version, by=request.user)
            messages.success(request, _("C’est enregistré."))
            return redirect("agenda:manage", slug=slug)
        if refusals.is_overtaken:
            version = event.version
    context = {"form": form, "one": event, "territory": event.territory, "version": version}
    return render(request, "agenda/desk/edit.html", context)


@FOR_EVENT
@READ_OR_SEND
def minutes(request: UserRequest, slug: str) -> HttpResponse:
    event = _event(slug)
    form = MinutesForm(request.POST or None, initial={"minutes": event.minutes, "attendance": event.attendance})
    version = seen_version(request) if request.method == "POST" else event.version
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form) as refusals:
            events.write_minutes(event=event, **form.cleaned_data, version=version, by=request.user)
            messages.success(request, _("Le compte rendu se lit sur la page de la rencontre."))
            return redirect("agenda:manage", slug=slug)
        if refusals.is_overtaken:
            version = event.version
    context = {"form": form, "one": event, "territory": event.territory, "version": version}
    return render(request, "agenda/desk/minutes.html", context)


@FOR_EVENT
@READ_OR_SEND
def cancel(request: UserRequest, slug: str) -> HttpResponse:
    event = _event(slug)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            events.cancel(event=event, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("La rencontre est annulée. Les personnes inscrites reçoivent un courriel."))
            return redirect("agenda:manage", slug=slug)
    return render(request, "agenda/desk/cancel.html", {"form": form, "one": event, "territory": event.territory})


@FOR_EVENT
@require_POST
def publish(request: UserRequest, slug: str) -> HttpResponse:
    event = _event(slug)
    attempt(request, lambda: events.publish(event=event, by=request.user), done=_("La rencontre est annoncée."))
    return redirect("agenda:manage", slug=slug)


@FOR_EVENT
@require_POST
def delete(request: UserRequest, slug: str) -> HttpResponse:
    event = _event(slug)
    home = reverse("agenda:territory_desk", args=[event.territory.slug]) if event.territory else reverse("agenda:desk")
    done = attempt(
        request, lambda: events.delete_draft(event=event, by=request.user), done=_("Le brouillon est effacé.")
    )
    return redirect(home) if done else redirect("agenda:manage", slug=slug)


@FOR_EVENT
@require_POST
def item_add(request: UserRequest, slug: str) -> HttpResponse:
    event, form = _event(slug), ItemForm(request.POST)
    if form.is_valid():
        act = lambda: events.add_item(event=event, values=form.values(), speakers=form.speakers(), by=request.user)  # noqa: E731
        attempt(request, act, done=_("Le programme est complété."))
        return redirect(f"{reverse('agenda:manage', args=[slug])}#programme")
    context = {"one": event, "territory": event.territory, "form": form}
    return render(request, "agenda/desk/item.html", context, status=400)


@FOR_EVENT
@require_POST
def item_remove(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    item = get_object_or_404(ProgrammeItem.objects.select_related("event"), pk=pk, event__slug=slug)
    attempt(
        request, lambda: events.remove_item(item=item, by=request.user), done=_("Ce temps est retiré du programme.")
    )
    return redirect(f"{reverse('agenda:manage', args=[slug])}#programme")


@FOR_EVENT
@require_POST
def document_add(request: UserRequest, slug: str) -> HttpResponse:
    event, form = _event(slug), DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        act = lambda: events.attach(event=event, title=given["title"], file=given["file"], by=request.user)  # noqa: E731
        attempt(request, act, done=_("Le fichier est joint."))
        return redirect(f"{reverse('agenda:manage', args=[slug])}#documents")
    context = {"one": event, "territory": event.territory, "form": form, "is_file": True}
    return render(request, "agenda/desk/item.html", context, status=400)


@FOR_EVENT
@require_POST
def document_remove(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    found = get_object_or_404(EventDocument.objects.select_related("event"), pk=pk, event__slug=slug)
    attempt(request, lambda: events.detach(document=found, by=request.user), done=_("Le fichier est retiré."))
    return redirect(f"{reverse('agenda:manage', args=[slug])}#documents")


@FOR_EVENT
@require_POST
def attendance(request: UserRequest, slug: str) -> HttpResponse:
    event = _event(slug)
    present = [int(one) for one in request.POST.getlist("present") if one.isascii() and one.isdecimal()]
    act = lambda: registrations.note_attendance(event=event, present=present, by=request.user)  # noqa: E731
    attempt(request, act, done=_("Les présences sont notées."))
    return redirect(f"{reverse('agenda:manage', args=[slug])}#inscrits")


@FOR_NETWORK
@READ_OR_SEND
def series_new(request: UserRequest) -> HttpResponse:
    return _series(request, None, None)


@FOR_TERRITORY
@READ_OR_SEND
def territory_series_new(request: UserRequest, slug: str) -> HttpResponse:
    return _series(request, None, territory_of_slug(slug=slug))


@FOR_SERIES
@READ_OR_SEND
def series_edit(request: UserRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(EventSeries.objects.select_related("territory"), slug=slug)
    return _series(request, one, one.territory)


def _series(request: UserRequest, one: EventSeries | None, territory: Territory | None) -> HttpResponse:
    initial = {name: getattr(one, name) for name in SeriesForm.base_fields} if one else {}
    form = SeriesForm(request.POST or None, territory=territory, initial=initial)
    version = seen_version(request) if request.method == "POST" else one.version if one else 0
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = events.save_series(series=one, values=given, version=version, territory=territory, by=request.user)
        except EditConflict as conflict:
            version = one.version if one else 0
            form.add_error(None, conflict.message)
        else:
            messages.success(request, _("Le rendez-vous est enregistré."))
            return redirect(made)
    context = {"form": form, "one": one, "territory": territory, "version": version}
    return render(request, "agenda/desk/series.html", context)


def _event(slug: str) -> Event:
    return get_object_or_404(Event.objects.select_related("territory", "group", "series"), slug=slug)
