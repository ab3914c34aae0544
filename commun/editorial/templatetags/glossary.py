"""The words of a page that the glossary explains: {% load glossary %}."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def term(slug: str, text: str = "") -> SafeString:
    """{% term "concertation" %} · {% term "remontee" _("remontées") %}: no query; a test checks each word."""
    return format_html(
        '<a class="term" href="{}">{}</a>', reverse("editorial:term", args=[slug]), text or slug.replace("-", " ")
    )
