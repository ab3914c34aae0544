"""Amendments and votes as anyone reads them: who asks what, who says what, and the count."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.syntheses.models import Amendment
from commun.syntheses.presenters import manifesto as shapes
from commun.syntheses.queries import manifesto_votes as queries
from commun.syntheses.views.manifesto import public_or_404


@public
@require_safe
def amendments(request: HttpRequest, code: str) -> HttpResponse:
    manifesto = public_or_404(code)
    context = {
        "manifesto": manifesto,
        "lines": [shapes.amendment(one, manifesto) for one in queries.amendments_of(manifesto)],
        "rule": shapes.amendment_rule(manifesto),
    }
    return render(request, "syntheses/manifesto/amendments.html", context)


@public
@require_safe
def amendment(request: HttpRequest, uid: str) -> HttpResponse:
    found = get_object_or_404(Amendment.objects.select_related("manifesto"), uid=uid)
    context = {
        "manifesto": found.manifesto,
        "shown": shapes.amendment(queries.amendment_page(found), found.manifesto),
        "rule": shapes.amendment_rule(found.manifesto),
    }
    return render(request, "syntheses/manifesto/amendment.html", context)


@public
@require_safe
def vote(request: HttpRequest, code: str) -> HttpResponse:
    manifesto = public_or_404(code)
    page = queries.vote_on_text(manifesto)
    if page is None:
        raise Http404(_("Cette version n’a pas été soumise aux territoires."))
    context = {
        "manifesto": manifesto,
        "page": page,
        "counted": shapes.counted(page.result),
        "outcome": shapes.outcome_words(page.result),
        "outcome_shape": "en_cours" if page.is_open else shapes.OUTCOME_SHAPES[page.result.outcome],
        "rule": shapes.text_rule(manifesto),
    }
    return render(request, "syntheses/manifesto/vote.html", context)
