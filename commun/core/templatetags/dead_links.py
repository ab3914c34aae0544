"""What is said beside a link that answers no more: {% load dead_links %}."""

import datetime
from collections.abc import Mapping

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def dead_link(url: str, dead: Mapping[str, datetime.date]) -> SafeString:
    """{% dead_link one.url dead %}: nothing while it lives; `dead` comes from `core.web_links.dead`."""
    since = dead.get(url) if dead else None
    if since is None:
        return SafeString("")
    told = _("lien mort depuis le %(day)s") % {"day": formats.date_format(since, "j F Y")}
    return format_html(' <span class="meta dead-link">({})</span>', told)
