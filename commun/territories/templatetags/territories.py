"""The map of engaged territories, wherever a page wants it."""

from typing import Any

from django import template

from commun.territories import presenters, queries

register = template.Library()


@register.inclusion_tag("territories/_map.html")
def territory_map(*, title: str = "") -> dict[str, Any]:
    """{% territory_map %}: the drawing, its table and the cities abroad. Three queries.

    `title` replaces the number of engaged territories above the drawing.
    """
    drawn = presenters.territory_map(queries.engaged_counts())
    return {"map": drawn, "title": title or drawn.title}
