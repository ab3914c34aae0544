"""How to show something of ours in another site."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.embeds import oembed, queries


@public
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """`adresse`: the path of a page of ours; its code comes first when it can be shown elsewhere."""
    context = {
        "frame": oembed.frame_at(f"{settings.SITE_URL}{request.GET.get('adresse', '')}"),
        "figures": [(one, reverse("embeds:figure", args=[one.key])) for one in queries.figures()],
        "height": queries.HEIGHTS["figure"],
    }
    return render(request, "embeds/guide.html", context)
