"""One decision: what was decided, by whom, how it was voted, and what it proves here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.deliberations.models import Deliberation
from commun.deliberations.presenters.decision import told, vote_of
from commun.deliberations.queries import decisions as queries
from commun.ui.components import Crumb


@public
@require_safe
def decision(request: HttpRequest, uid: str) -> HttpResponse:
    one = get_object_or_404(queries.whole(), uid=uid)
    if one.taken_down_at is not None:
        return _gone(request, one)
    page = queries.decision_page(one)
    context = {
        "page": page,
        "one": one,
        "vote": vote_of(one),
        "told": told(page.text),
        "crumbs": [
            Crumb(_("Délibérations"), reverse("deliberations:list")),
            Crumb(one.body.name, reverse("deliberations:body", args=[one.body.slug])),
            Crumb(_("Délibération"), ""),
        ],
    }
    return render(request, "deliberations/detail.html", context)


def _gone(request: HttpRequest, one: Deliberation) -> HttpResponse:
    """It was taken down: its address says when and why, and nothing of what it said."""
    takedown = getattr(one, "takedown", None)
    context = {
        "at": one.taken_down_at,
        "body": one.body,
        "reason": takedown.get_reason_display() if takedown else "",
    }
    return render(request, "deliberations/gone.html", context, status=410)
