"""The navigation of one sheet in the workspace: {% load library_workspace %}."""

from django import template
from django.template import RequestContext
from django.utils.safestring import SafeString

from commun.library.models import Deployment
from commun.library.presenters.workspace import sheet_links
from commun.ui.components.navigation import ui_nav_links

register = template.Library()


@register.simple_tag(takes_context=True)
def sheet_nav(context: RequestContext, sheet: Deployment) -> SafeString:
    """{% sheet_nav sheet %}: its pages, in the order in which one fills them."""
    return ui_nav_links(context, sheet_links(user=context["request"].user, sheet=sheet))
