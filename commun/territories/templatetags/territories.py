"""The map of engaged territories, wherever a page wants it."""

from django import template
from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from commun.core.freshness import public_version
from commun.territories import presenters, queries

register = template.Library()

KEPT_FOR = 3600


@register.simple_tag
def territory_map(*, title: str = "", table: bool = True) -> SafeString:
    """{% territory_map %}: the drawing, its table and the cities abroad. One query, four when the data have changed.

    `title` replaces the number of engaged territories beside the drawing. Without `table`, a link leads to the table
    of the page of territories: a page that has much else to say stays light.
    """
    key = f"territory-map:{public_version()}:{title}:{table}"
    kept: SafeString | None = caches["pages"].get(key)
    if kept is None:
        drawn = presenters.territory_map(queries.engaged_counts())
        kept = render_to_string("territories/_map.html", {"map": drawn, "title": title or drawn.title, "table": table})
        caches["pages"].set(key, kept, KEPT_FOR)
    return kept
