"""The agenda that everyone reads: the list, a month, a meeting, a regular one."""

import re

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.models import User
from commun.agenda import linked_data
from commun.agenda.datasets import EVENTS
from commun.agenda.forms import FilterForm
from commun.agenda.models import Event, EventDocument, EventSeries
from commun.agenda.queries.pages import event_page, series_page
from commun.agenda.queries.shelf import agenda_page, month_page
from commun.core import kept_files
from commun.core.access import public
from commun.ui.components import Crumb


@public
@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    form.is_valid()  # what is not understood narrows nothing, and the form says so
    page = agenda_page(given=form.cleaned_data, page=request.GET.get("page", "1"))
    context = {"form": form, "page": page, "twins": EVENTS.files(request.GET), "month": timezone.localdate()}
    return render(request, "agenda/list.html", context)


@public
@require_safe
def month(request: HttpRequest, month: str) -> HttpResponse:
    """`month` is "2026-11"."""
    if not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", month):
        raise Http404
    year, number = month.split("-")
    return render(request, "agenda/month.html", {"page": month_page(year=int(year), month=int(number))})


@public
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    event = _event(slug)
    user = request.user if isinstance(request.user, User) else None
    crumbs = [Crumb(_("Agenda"), reverse("agenda:list")), Crumb(event.title)]
    page = event_page(event, user=user)
    # What programs read is the same for everyone: the seat, and the address, of who reads are not in it.
    context = {"page": page, "one": event, "crumbs": crumbs, "linked": linked_data.event(page)}
    return render(request, "agenda/detail.html", context)


@public
@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(EventSeries.objects.select_related("territory", "group"), slug=slug)
    crumbs = [Crumb(_("Agenda"), reverse("agenda:list")), Crumb(one.title)]
    return render(request, "agenda/series.html", {"page": series_page(one), "one": one, "crumbs": crumbs})


@public
@require_safe
def document(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """A file of a public meeting, sent as a download; of a draft, it does not exist."""
    found = get_object_or_404(EventDocument, pk=pk, event__slug=slug, event__published_at__isnull=False)
    return kept_files.download(found, cached="public, max-age=3600")


def _event(slug: str) -> Event:
    return get_object_or_404(Event.objects.public().select_related("territory", "group", "series"), slug=slug)
