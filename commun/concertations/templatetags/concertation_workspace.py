"""The navigation of one concertation in the workspace: {% load concertation_workspace %}."""

from django import template
from django.template import RequestContext
from django.utils.safestring import SafeString

from commun.concertations.models import Concertation
from commun.concertations.presenters.workspace import desk_links, record_links
from commun.territories.models import Territory
from commun.ui.components.navigation import ui_nav_links

register = template.Library()


@register.simple_tag(takes_context=True)
def record_nav(context: RequestContext, record: Concertation) -> SafeString:
    """{% record_nav record %}: its pages, in the order of its life."""
    return ui_nav_links(context, record_links(user=context["request"].user, record=record))


@register.simple_tag(takes_context=True)
def desk_nav(context: RequestContext, territories: tuple[Territory, ...]) -> SafeString:
    """{% desk_nav desk.territories %}: from "À faire", the territories one acts for, and the network."""
    return ui_nav_links(context, desk_links(user=context["request"].user, territories=territories))
