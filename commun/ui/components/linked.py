"""What a page says to programs (schema.org), as data in its head: never run, and no sign of it can close the tag."""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def ui_linked(things: list[dict[str, Any]]) -> SafeString:
    """{% ui_linked linked %}: `things` as one JSON-LD graph; nothing for none.

    A script whose type is not of code is data (HTML, 4.12.1): the policy that forbids inline code lets it be.
    """
    if not things:
        return SafeString("")
    content = json.dumps(
        {"@context": "https://schema.org", "@graph": things}, ensure_ascii=False, separators=(",", ":"), default=str
    )
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(content.translate(_ESCAPED)),  # noqa: S308 - no sign of markup is left in it
    )
