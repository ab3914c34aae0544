"""« Nous l’utilisons aussi »: from a sheet or a solution to a draft of one's own, in one's own words."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commun.accounts.access import UserRequest, signed_in
from commun.accounts.enums import Permission
from commun.accounts.models import Membership
from commun.accounts.permissions import ROLE_PERMISSIONS
from commun.library.models import PublishedSheet, Solution
from commun.library.places import FIRST_SHEET
from commun.ui.components import Link


@signed_in
@require_safe
def from_sheet(request: UserRequest, slug: str) -> HttpResponse:
    shown = PublishedSheet.objects.filter(slug=slug).select_related("solution").first()
    if shown is None:
        raise Http404
    query = {"solution": shown.solution.slug} if shown.solution else {}
    return _choose(request, shown, query | {"depuis": shown.uid})


@signed_in
@require_safe
def from_solution(request: UserRequest, slug: str) -> HttpResponse:
    solution = Solution.objects.public().filter(slug=slug).first()
    if solution is None:
        raise Http404
    return _choose(request, solution, {"solution": solution.slug})


def _choose(request: UserRequest, origin: PublishedSheet | Solution, query: dict[str, str]) -> HttpResponse:
    """To the first sheet of one's territory; a person of several territories says which."""
    links = [
        Link(one.territory.name, f"{reverse(FIRST_SHEET, args=[one.territory.slug])}?{urlencode(query)}")
        for one in Membership.objects.filter(user=request.user).select_related("territory").order_by("since", "pk")
        if Permission.LIBRARY_EDIT in ROLE_PERMISSIONS[one.role]  # type: ignore[index]
    ]
    if len(links) == 1:
        return redirect(links[0].url)
    return render(request, "library/also.html", {"origin": origin, "links": links})
