"""The page of one solution: what it is, and who uses it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.library.models import Solution


@public
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    solution = get_object_or_404(Solution.objects.public(), slug=slug)
    sheets = solution.published_sheets.order_by("territory_name")
    return render(request, "library/solution.html", {"solution": solution, "sheets": sheets})
