"""Public pages of concertations: the list of the country, the page of one, and its preview before it is public."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import UserRequest, public, require
from commun.accounts.enums import Permission
from commun.concertations import linked_data
from commun.concertations.access import territory_of_concertation
from commun.concertations.datasets import CONCERTATIONS
from commun.concertations.enums import TakeawayKind
from commun.concertations.extensions import public_links
from commun.concertations.forms.concertations import ConcertationFilterForm
from commun.concertations.presenters.concertations import figures, life, list_sentence
from commun.concertations.queries.concertations import concertation_list as list_query
from commun.concertations.queries.concertations import concertation_page
from commun.concertations.queries.resource_uses import resources_of_debate
from commun.concertations.queries.usage_links import usages_of_debate


@public
@require_safe
def concertation_list(request: HttpRequest) -> HttpResponse:
    form = ConcertationFilterForm(request.GET)
    found = list_query(filters=form.filters, page=request.GET.get("page", 1), on=timezone.localdate())
    context = {
        "form": form,
        "found": found,
        "sentence": list_sentence(found),
        "twins": CONCERTATIONS.files(request.GET),
        "is_extract": CONCERTATIONS.is_narrowed_by(request.GET),
    }
    return render(request, "concertations/list.html", context)


@public
@require_safe
def concertation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return _show(request, slug, draft=False)


@public
@require_safe
def concertation_canevas(request: HttpRequest, slug: str) -> HttpResponse:
    """The canevas as it was filled, part after part."""
    page = concertation_page(slug=slug, on=timezone.localdate())
    if page is None:
        raise Http404(_("Cette concertation n’existe pas, ou n’est pas encore publique."))
    path = [
        (_("Concertations"), reverse("concertations:list")),
        (page.record.title, page.record.get_absolute_url()),
        (_("Le canevas rempli"), ""),
    ]
    context = {"page": page, "record": page.record, "steps": life(page), "path": path}
    return render(request, "concertations/canevas.html", context)


@require(Permission.WORKSPACE_VIEW, of=territory_of_concertation)
@require_safe
def concertation_preview(request: UserRequest, slug: str) -> HttpResponse:
    """What the public would read, before it may."""
    return _show(request, slug, draft=True)


def _show(request: HttpRequest, slug: str, *, draft: bool) -> HttpResponse:
    nature = request.GET.get("nature", "")
    selected = TakeawayKind(nature) if nature in TakeawayKind.values else None
    today = timezone.localdate()
    page = concertation_page(slug=slug, on=today, selected=selected, page=request.GET.get("page", 1), draft=draft)
    if page is None:
        raise Http404(_("Cette concertation n’existe pas, ou n’est pas encore publique."))
    context = {
        "page": page,
        "record": page.record,
        "steps": life(page),
        "figures": figures(page),
        "draft": draft,
        "usages": usages_of_debate(page.record.pk),
        "used": resources_of_debate(page.record.pk),
        "linked": linked_data.concertation(page.record, [one for one in page.record.sequences.all() if one.on]),
        "elsewhere": public_links(page.record),
        # The preview of a draft shows the filled canevas at its own foot.
        "canevas_url": "" if draft else reverse("concertations:canevas", args=[slug]),
    }
    return render(request, "concertations/detail.html", context)
