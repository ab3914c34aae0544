"""What a person may mean while typing the name or the code of a territory."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from commun.core.access import public
from commun.territories import queries

MAX_TYPED = 100


@public
@require_safe
@cache_control(public=True, max_age=600)
def suggestions(request: HttpRequest) -> JsonResponse:
    text = request.GET.get("q", "")[:MAX_TYPED]
    found = queries.suggest(text=text, engaged_first=request.GET.get("engages") == "1")
    return JsonResponse(
        {
            "resultats": [
                {
                    "valeur": one.uid,
                    "libelle": one.name,
                    "saisie": queries.designation(name=one.name, uid=one.uid),
                    "detail": one.detail,
                    "url": one.url,
                }
                for one in found
            ]
        },
        json_dumps_params={"ensure_ascii": False},
    )
