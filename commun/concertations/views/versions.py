"""The previous versions of a public record: the list, one as it was read, and what changed between two."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.concertations.models import Concertation
from commun.core.models import Revision
from commun.core.revisions import compare


def _record(slug: str) -> tuple[Concertation, QuerySet[Revision]]:
    record = get_object_or_404(Concertation.objects.published().select_related("territory"), slug=slug)
    return record, Revision.objects.of(record)


@public
@require_safe
def version_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All of them, and with ?de=1&a=3 what changed between two."""
    record, revisions = _record(slug)
    numbers = [request.GET.get(name, "") for name in ("de", "a")]
    context: dict[str, Any] = {"record": record, "revisions": revisions.defer("content"), "compared": False}
    if all(number.isdecimal() and len(number) < 9 for number in numbers):
        found = {one.number: one for one in revisions.filter(number__in=[int(number) for number in numbers])}
        old, new = (found.get(int(number)) for number in sorted(numbers, key=int))
        if old is None or new is None:
            raise Http404
        context |= {"compared": True, "old": old, "new": new, "changes": compare(old.fields, new.fields)}
    return render(request, "concertations/versions.html", context)


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
    }
    return render(request, "concertations/version.html", context)
