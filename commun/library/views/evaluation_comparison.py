"""Two public evaluations side by side: one use over time, or two uses with what they were both asked."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.library.models import Evaluation
from commun.library.presenters import evaluation as shapes
from commun.library.queries import evaluation as queries


@public
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """?a=…&b=…: identifiers. With one of them, what it may be compared with; with none, how to begin."""
    asked = {name: request.GET.get(name, "")[:30] for name in ("a", "b")}
    rows = Evaluation.objects.public().select_related("deployment__public__territory", "grid")
    found = {one.uid: one for one in rows.filter(uid__in=[uid for uid in asked.values() if uid])}
    if any(uid and uid not in found for uid in asked.values()):
        raise Http404(_("Cette évaluation n’existe pas, ou n’est pas publique."))
    a, b = found.get(asked["a"]), found.get(asked["b"])
    first = a or b
    context: dict[str, object] = {"a": a, "b": b, "first": first}
    if a and b and a != b:
        held = {one.deployment_id: queries.held_now(one.deployment.public) for one in (a, b)}
        comparison = queries.compare(a=a, b=b, held_now=held)
        context |= {"comparison": comparison, "axes": shapes.pairs(comparison)}
    elif first:
        context["others"] = queries.comparable_with(evaluation=first)
    return render(request, "library/evaluation/compare.html", context)
