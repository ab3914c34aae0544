"""The answer to a question as data, in one call: what the API gives of the search."""

from typing import Any

from django.http import QueryDict

from commun.search import asking, queries, service
from commun.search.presenters import payload
from commun.search.values import DEEPEST, PAGE


def search_payload(query: QueryDict, *, start: int = 0, size: int = PAGE, real_only: bool = True) -> dict[str, Any]:
    """The same parameters and results as `/recherche/`, in one list. Addresses are those of our pages, without host.

    `lacunaire` is true while the database answers in the place of the index: then nothing is ranked nor counted.
    """
    asked = asking.read(query)
    size = max(0, min(size, DEEPEST - start))
    found = service.search(asked.query(start=start, size=size, real_only=real_only))
    return {
        "recherche": asked.text,
        "total": found.total,
        "premier": start,
        "lacunaire": found.is_degraded,
        "corrections": dict(found.corrected),
        "facettes": {
            name: [{"valeur": one.value, "nombre": one.count} for one in found.counts.get(asking.PARAMETERS[name], ())]
            for name in asked.counted
        },
        "resultats": [payload(one) for one in queries.results_of(found.hits[:size], found.terms)],
    }
