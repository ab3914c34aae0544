"""The map of engaged territories, wherever a page wants it."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from commun.core.freshness import kept
from commun.territories import presenters, queries

register = template.Library()


@register.simple_tag
def territory_map() -> SafeString:
    """{% territory_map %}: the drawing, the cities abroad and the régions, and a link to the same as a table.

    One query, four when the data have changed.
    """
    return kept("territory-map", _drawn)


def _drawn() -> SafeString:
    drawn = presenters.territory_map(queries.engaged_counts())
    return render_to_string("territories/_map.html", {"map": drawn})
