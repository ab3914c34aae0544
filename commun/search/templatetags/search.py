"""{% load search %}: results with what was looked for marked in them, and what is near a record."""

from typing import Any

from django import template

from commun.search import presenters, queries

register = template.Library()
register.filter("marked", presenters.marked)


@register.inclusion_tag("search/_see_also.html")
def see_also(kind: str, key: int) -> dict[str, Any]:
    """{% see_also "propositions" one.pk %}: other records that say alike, of any kind."""
    return {"near": queries.see_also(kind, key)}
