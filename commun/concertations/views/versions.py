"""The previous versions of a public record: the list, one as it was read, and what changed between two."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.concertations.models import Concertation
from commun.core.models import Revision
from commun.core.revisions import comparison


def _record(slug: str) -> tuple[Concertation, QuerySet[Revision]]:
    record = get_object_or_404(Concertation.objects.published().select_related("territory"), slug=slug)
    return record, Revision.objects.of(record)


@public
@require_safe
def version_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All of them, and with ?de=1&a=3 what changed between two."""
    record, revisions = _record(slug)
    try:
        compared = comparison(revisions, [request.GET.get(name, "") for name in ("de", "a")])
    except Revision.DoesNotExist as absent:
        raise Http404 from absent
    context = {"record": record, "revisions": revisions.defer("content"), "compared": compared}
    return render(request, "ui/versions.html", context | {"versions_url": _versions_url(slug)})


@public
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    record, revisions = _record(slug)
    here = get_object_or_404(revisions, number=number)
    context = {
        "record": record,
        "version": here,
        "previous": revisions.filter(number__lt=number).defer("content").first(),
        "following": revisions.filter(number__gt=number).defer("content").last(),
        "versions_url": _versions_url(slug),
    }
    return render(request, "ui/version.html", context)


def _versions_url(slug: str) -> str:
    return reverse("concertations:versions", args=[slug])
