"""The pages of the previous versions of a public record, whatever it is: `ui/versions.html` and `ui/version.html`."""

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from commun.core.models import Revision
from commun.core.revisions import comparison


def all_versions(request: HttpRequest, *, record: object, kept_for: models.Model, versions_url: str) -> HttpResponse:
    """Every version of `kept_for`, and with ?de=1&a=3 what changed between two. `record` is what the page names."""
    revisions = Revision.objects.of(kept_for)
    try:
        compared = comparison(revisions, [request.GET.get(name, "") for name in ("de", "a")])
    except Revision.DoesNotExist as absent:
        raise Http404 from absent
    context = {
        "record": record,
        "revisions": revisions.defer("content"),
        "compared": compared,
        "versions_url": versions_url,
    }
    return render(request, "ui/versions.html", context)


def one_version(
    request: HttpRequest, number: int, *, record: object, kept_for: models.Model, versions_url: str
) -> HttpResponse:
    """One version as it was read, between the one before and the one after."""
    revisions = Revision.objects.of(kept_for)
    context = {
        "record": record,
        "version": get_object_or_404(revisions, number=number),
        "previous": revisions.filter(number__lt=number).defer("content").first(),
        "following": revisions.filter(number__gt=number).defer("content").last(),
        "versions_url": versions_url,
    }
    return render(request, "ui/version.html", context)
