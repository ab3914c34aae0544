"""The page of one use."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.library.models import PublishedSheet
from commun.library.queries import sheets


@public
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        shown = sheets.published_sheet(slug=slug)
    except PublishedSheet.DoesNotExist as absent:
        raise Http404 from absent
    return render(request, "library/sheet.html", {"page": sheets.sheet_page(sheet=shown)})
