"""What a person may mean while typing: words of what is published, territories, themes, titles."""

from datetime import timedelta

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.core.throttle import is_allowed, too_many
from commun.search import queries
from commun.search.asking import LONGEST_TEXT, TEXT

A_VISITOR_A_MINUTE = 600


@public
@require_safe
@cache_control(private=True, max_age=60)
def suggestions(request: HttpRequest) -> HttpResponse:
    """For the field of our pages, or, with `forme=navigateur`, for the search field of a browser (OpenSearch)."""
    if not is_allowed(
        request, "search-suggestions", limit=A_VISITOR_A_MINUTE, per=timedelta(minutes=1), cache=caches["pages"]
    ):
        return too_many(request)
    text = request.GET.get(TEXT, "")[:LONGEST_TEXT]
    found = queries.suggestions(text)
    if request.GET.get("forme") == "navigateur":
        answer: object = [text, [one.text for one in found]]
        media = "application/x-suggestions+json"
    else:
        answer = {
            "resultats": [
                {"valeur": one.text, "libelle": one.text, "detail": one.detail, "url": one.url, "groupe": one.group}
                for one in found
            ]
        }
        media = "application/json"
    return JsonResponse(answer, safe=False, json_dumps_params={"ensure_ascii": False}, content_type=media)
