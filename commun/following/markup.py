"""The HTML of a mail, made of its text: both say the same words. No picture, no colour, no address but those written.

Larger letters and links that one can aim at are all that it adds: what a reader sets in their mail programme holds.
"""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from commun.ui.components.typography import nbsp

_ADDRESS = re.compile(r"(https?://\S+)")
_NAMED = re.compile(r"([^:]+?)\s*:\s+(https?://\S+)")


def html_of(body: SafeString, foot: SafeString) -> SafeString:
    return format_html(
        '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"></head>\n<body '
        'style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:38em;overflow-wrap:anywhere">\n{}\n<hr>\n{}\n</body></html>\n',
        get_language() or "fr",
        body,
        foot,
    )


def paragraphs(text: str) -> SafeString:
    """They part at empty lines; the first line of one that begins by a star is strong; addresses are links."""
    return format_html_join(
        "\n", "<p>{}</p>", ((_paragraph(one),) for one in re.split(r"\n\s*\n", text.strip()) if one.strip())
    )


def _paragraph(text: str) -> SafeString:
    first, *others = [line.strip() for line in text.splitlines() if line.strip()]
    head = format_html("<strong>{}</strong>", nbsp(first[2:])) if first.startswith("* ") else _line(first)
    return format_html_join(SafeString("<br>\n"), "{}", ((one,) for one in (head, *map(_line, others))))


def _line(text: str) -> SafeString:
    """ "What it is: address" becomes a link of these words; an address alone, a link to itself."""
    if named := _NAMED.fullmatch(text):
        return format_html('<a href="{}">{}</a>', named[2], named[1])
    return format_html_join("", "{}", ((_piece(one),) for one in _ADDRESS.split(text) if one))


def _piece(text: str) -> str:
    return format_html('<a href="{}">{}</a>', text, text) if _ADDRESS.fullmatch(text) else nbsp(text)
