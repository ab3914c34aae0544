"""The newest decisions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.deliberations.queries import decisions as queries


@public
@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    after = request.GET.get("apres", "")
    context = {
        "newest": queries.newest(after=after),
        "is_after": bool(after),
        "first_url": reverse("deliberations:list"),
    }
    return render(request, "deliberations/list.html", context)
