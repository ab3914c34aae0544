"""What the public could read of a sheet before, and what changed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.models import Revision
from commun.core.revisions import comparison
from commun.library.models import Deployment
from commun.library.views.sheet import published_or_404


@public
@require_safe
def version_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All of them, and with ?de=1&a=3 what changed between two."""
    shown = published_or_404(slug)
    revisions = Revision.objects.of(Deployment(pk=shown.pk))
    try:
        compared = comparison(revisions, [request.GET.get(name, "") for name in ("de", "a")])
    except Revision.DoesNotExist as absent:
        raise Http404 from absent
    context = {
        "record": shown,
        "revisions": revisions.defer("content"),
        "compared": compared,
        "versions_url": reverse("library:versions", args=[slug]),
    }
    return render(request, "ui/versions.html", context)


@public
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    shown = published_or_404(slug)
    revisions = Revision.objects.of(Deployment(pk=shown.pk))
    context = {
        "record": shown,
        "version": get_object_or_404(revisions, number=number),
        "previous": revisions.filter(number__lt=number).defer("content").first(),
        "following": revisions.filter(number__gt=number).defer("content").last(),
        "versions_url": reverse("library:versions", args=[slug]),
    }
    return render(request, "ui/version.html", context)
