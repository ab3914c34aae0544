"""What someone said in a room, set as the hero of the page."""

from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from commun.ui.components.dates import AnyDate, ui_date
from commun.ui.components.typography import nbsp


def ui_quote(
    text: str,
    *,
    place: str = "",
    date: AnyDate = None,
    url: str = "",
    number: str | int = "",
    size: Literal["large", "list"] = "large",
) -> SafeString:
    """{% ui_quote text=p.text place="Nantes" date=p.said_on url=p.get_absolute_url number=p.number size="list" %}"""
    said = nbsp(str(text))
    caption = ""
    if place or date:
        caption = format_html(
            "<figcaption>{}{}{}</figcaption>",
            place,
            mark_safe(", ") if place and date else "",
            ui_date(date) if date else "",
        )
    return format_html(
        '<figure class="quote quote-{}">{}<blockquote>{}</blockquote>{}</figure>',
        size,
        format_html('<span class="quote-number">{}</span> ', number) if number != "" else "",
        format_html('<a href="{}">{}</a>', url, said) if url else said,
        caption,
    )
