"""How territories are named, chosen and watched in the search of everything.

The territories that can be found are declared higher, where it is known which of them said or published something
(`commun.concertations.search`): each of the 36,000 others is reached by its name, which `GAZETTEER` knows.
"""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q

from commun.search.documents import Gazetteer, Place, Vocabulary
from commun.territories import queries
from commun.territories.models import Territory

PARENTS = ("epci", "ept", "departement", "region", "attached_to")
"""The bodies that a territory lies in, or is attached to: what happens in it is found within each of them."""

WATCHED = ("name", "short_name", "slug", "kind", "is_fictional", *(f"{name}_id" for name in PARENTS))
"""The columns of a territory that what happens there is found by."""


def joined(path: str) -> tuple[str, ...]:
    """What a query joins so that `slugs_within` asks nothing more; `path` leads to the territory ("territory")."""
    return (path, *(f"{path}__{name}" for name in PARENTS))


def slugs_within(territory: Territory) -> tuple[str, ...]:
    """The territory, and every body that it lies in: what a search "within" each of them finds."""
    parents = (getattr(territory, name) for name in PARENTS)
    return tuple(dict.fromkeys((territory.slug, *(one.slug for one in parents if one is not None))))


def touches(path: str, keys: Collection[int]) -> Q:
    """The rows that these territories are named in: their own, and those of what lies in them. "" is themselves."""
    condition = Q(**{f"{path or 'pk'}__in": keys})
    for name in PARENTS:
        condition |= Q(**{f"{path}__{name}__in" if path else f"{name}__in": keys})
    return condition


def _names(slugs: Collection[str]) -> Mapping[str, str]:
    return dict(Territory.objects.filter(slug__in=slugs).values_list("slug", "name"))


def _place(territory: Territory) -> Place:
    return Place(territory.slug, territory.name, queries.place(territory), territory.get_absolute_url())


def _suggest(text: str, limit: int) -> Sequence[Place]:
    found = queries.suggest(text=text, limit=limit)
    return [Place(one.slug, one.name, one.detail, one.url) for one in found]


def _understand(text: str) -> Place | None:
    """A slug, a uid, a code, or a name that only one bears."""
    addressed = Territory.objects.filter(slug=text).select_related("departement").first()
    if addressed is not None:
        return _place(addressed)
    found = queries.named(text)
    return _place(found[0]) if len(found) == 1 else None


VOCABULARIES = (Vocabulary("territory", _names),)
GAZETTEER = Gazetteer(suggest=_suggest, understand=_understand)
