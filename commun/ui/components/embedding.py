"""Showing a page of ours inside another site: the code to copy, and what tells programs that it exists."""

from urllib.parse import urlencode

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

OEMBED = "/oembed"


def frame_code(path: str, *, title: str, height: int, width: str = "100%") -> SafeString:
    """The frame, with no right but to open links beside it."""
    return format_html(
        '<iframe src="{}{}" title="{}" width="{}" height="{}" loading="lazy" referrerpolicy="no-referrer"'
        ' sandbox="allow-popups allow-popups-to-escape-sandbox" style="border:0;max-width:100%"></iframe>',
        settings.SITE_URL,
        path,
        title,
        width,
        height,
    )


def ui_embed(path: str, *, title: str, height: int = 600, name: str = "code-a-incorporer") -> SafeString:
    """{% ui_embed "/incorporer/concertations/x/" title=record.title height=620 %}: the code, folded; `name` when a page
    has several."""
    return format_html(
        '<details class="embed"><summary>{}</summary><div class="field">'
        '<label for="{}">{}</label><p class="help">{}</p><textarea id="{}" rows="5" readonly>{}</textarea></div>'
        '<p><a href="{}">{}</a></p></details>',
        _("Incorporer dans un autre site"),
        name,
        _("Code à copier dans la page"),
        _("Sans script ni cookie ; tenu à jour tout seul. Changez la hauteur si besoin."),
        name,
        frame_code(path, title=title, height=height),
        path,
        _("Voir ce qui sera montré"),
    )


def ui_oembed(path: str, *, title: str) -> SafeString:
    """{% ui_oembed record.get_absolute_url title=record.title %}: in the head of a page that oEmbed knows."""
    url = f"{settings.SITE_URL}{path}"
    links = [
        format_html(
            '<link rel="alternate" type="{}" href="{}{}?{}" title="{}">',
            media_type,
            settings.SITE_URL,
            OEMBED,
            urlencode({"url": url, "format": form}),
            title,
        )
        for form, media_type in (("json", "application/json+oembed"), ("xml", "text/xml+oembed"))
    ]
    return SafeString("".join(links))
