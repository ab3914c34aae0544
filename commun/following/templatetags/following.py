"""The link by which anything public is followed."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def follow_link(word: str, value: str) -> SafeString:
    """{% follow_link "proposition" proposition.uid %}"""
    return format_html('<a href="{}" rel="nofollow">{}</a>', address(f"{word}:{value}"), _("Suivre par courriel"))


@register.simple_tag
def follow_feed(word: str, value: str, title: str) -> SafeString:
    """{% follow_feed "proposition" proposition.uid proposition.title %}: in the head, for readers of feeds."""
    return format_html(
        '<link rel="alternate" type="application/atom+xml" href="{}?{}" title="{}">',
        reverse("following:feed"),
        urlencode({"sujet": f"{word}:{value}" if value else word}),
        _("Ce qui change : %(title)s") % {"title": title},
    )


def address(topic: str) -> str:
    return f"{reverse('following:follow')}?{urlencode({'sujet': topic})}"
