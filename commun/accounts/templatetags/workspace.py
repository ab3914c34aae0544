"""The navigation of the workspace: {% load workspace %}."""

from django import template
from django.template import RequestContext
from django.utils.safestring import SafeString

from commun.accounts import workspace
from commun.territories.models import Territory
from commun.ui.components.navigation import ui_nav_links

register = template.Library()


@register.simple_tag(takes_context=True)
def territory_nav(context: RequestContext, territory: Territory) -> SafeString:
    """{% territory_nav territory %}: the pages of one territory."""
    return ui_nav_links(context, workspace.territory_links(user=context["request"].user, territory=territory))


@register.simple_tag(takes_context=True)
def network_nav(context: RequestContext) -> SafeString:
    """{% network_nav %}: the pages of the network, a score of them."""
    return ui_nav_links(context, workspace.network_links(user=context["request"].user), first=8)
