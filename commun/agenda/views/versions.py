"""What the page of a meeting said before it was changed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commun.agenda.models import Event
from commun.core.access import public
from commun.core.models import Revision
from commun.core.revisions import comparison


@public
@require_safe
def version_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All of them, and with ?de=1&a=3 what changed between two."""
    record = get_object_or_404(Event.objects.public(), slug=slug)
    revisions = Revision.objects.of(record)
    try:
        compared = comparison(revisions, [request.GET.get(name, "") for name in ("de", "a")])
    except Revision.DoesNotExist as absent:
        raise Http404 from absent
    context = {"record": record, "revisions": revisions.defer("content"), "compared": compared}
    return render(request, "ui/versions.html", context | {"versions_url": reverse("agenda:versions", args=[slug])})


@public
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    record = get_object_or_404(Event.objects.public(), slug=slug)
    revisions = Revision.objects.of(record)
    context = {
        "record": record,
        "version": get_object_or_404(revisions, number=number),
        "previous": revisions.filter(number__lt=number).defer("content").first(),
        "following": revisions.filter(number__gt=number).defer("content").last(),
        "versions_url": reverse("agenda:versions", args=[slug]),
    }
    return render(request, "ui/version.html", context)
