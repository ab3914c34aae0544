"""French typography: no-break spaces, grouped thousands, paragraphs."""

import re
from decimal import Decimal

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NBSP, NNBSP = "\u00a0", "\u202f"

_BEFORE_THIN = re.compile(r"[ \u00a0](?=[;!?%€])")
_BEFORE = re.compile(r" (?=[:»])")
_AFTER = re.compile(r"(?<=«) ")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?:\D|$))")
_HOURS = re.compile(r"(?<=\d) h(?: (?=\d{2}(?:\D|$))|(?=\W|$))")
_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n){2,}")


def nbsp(text: str) -> str:
    """{{ text|nbsp }}: the spaces that French never breaks; only spaces already there are changed."""
    text = _BEFORE_THIN.sub(NNBSP, text)
    text = _BEFORE.sub(NBSP, text)
    text = _AFTER.sub(NBSP, text)
    text = _HOURS.sub(lambda hour: hour[0].replace(" ", NBSP), text)
    return _THOUSANDS.sub(NNBSP, text)


def paragraphs(text: str) -> SafeString:
    """{{ text|paragraphs }}: a typed text as escaped paragraphs; a blank line parts two of them."""
    blocks = [block.strip() for block in _BLANK_LINES.split(str(text or "").strip()) if block.strip()]
    return format_html_join(
        "\n",
        "<p>{}</p>",
        ((format_html_join(mark_safe("<br>"), "{}", ((line,) for line in block.splitlines())),) for block in blocks),
    )


def grouped(value: int | float | Decimal | str) -> str:
    """ "37 000", "12,5": as French writes a number; a text is left alone."""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}".replace(",", NNBSP)
    whole, _point, part = f"{value:,.2f}".partition(".")
    part = part.rstrip("0")
    return whole.replace(",", NNBSP) + (f",{part}" if part else "")


def file_size(size: int) -> str:
    """{{ size|file_size }}: 350 octets, 12 ko, 9,7 Mo, as people's computers write it (1024 bytes to a ko)."""
    if size < 1024:
        return ngettext("%(count)d octet", "%(count)d octets", size) % {"count": size}
    if size < 1024 * 1024:
        return _("%(count)s ko") % {"count": size // 1024}
    return _("%(count)s Mo") % {"count": grouped(Decimal(size * 10 // (1024 * 1024)) / 10)}
