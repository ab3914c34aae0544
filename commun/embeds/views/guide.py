"""How to show something of ours in another site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.embeds import queries


@public
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    figures = [(one, reverse("embeds:figure", args=[one.key])) for one in queries.figures()]
    return render(request, "embeds/guide.html", {"figures": figures, "height": queries.HEIGHTS["figure"]})
