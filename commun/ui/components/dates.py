"""Dates written in full and delays counted in days."""

import datetime
from typing import Protocol, TypeAlias

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.ui.components.typography import grouped


class KnownDate(Protocol):
    """A date of reduced precision: its ISO text, and how it is written."""

    @property
    def iso(self) -> str: ...


AnyDate: TypeAlias = datetime.date | KnownDate | None


def written(day: datetime.date) -> str:
    """ "1er mars 2025": the first of a month is an ordinal in French."""
    text = formats.date_format(day, "j F Y")
    return f"1er{text[1:]}" if day.day == 1 else text


def ui_on(value: AnyDate) -> SafeString:
    """{% ui_on source.read_on %}: "le 11 mars 2025", "en mars 2025": French tells a day from a month or a year."""
    if value is None or value == "":
        return ui_date(value)
    exact = isinstance(value, datetime.date) or len(value.iso) == len("2025-03-11")
    return format_html(_("le {}") if exact else _("en {}"), ui_date(value))


def ui_date(value: AnyDate, *, with_time: bool = False) -> SafeString:
    """{% ui_date answer.published_at %}: "11 mars 2025"; an unknown date says so."""
    if value is None or value == "":
        return format_html('<span class="unknown">{}</span>', _("date non renseignée"))
    if not isinstance(value, datetime.date):
        return format_html('<time datetime="{}">{}</time>', value.iso, value)
    text, machine = written(value), value.isoformat()
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        text, machine = written(local.date()), local.isoformat(timespec="minutes")
        if with_time:
            text = _("%(day)s à %(hour)s h %(minute)s") % {
                "day": text,
                "hour": local.hour,
                "minute": f"{local.minute:02}",
            }
    return format_html('<time datetime="{}">{}</time>', machine, text)


def days(count: int) -> str:
    """ "214 jours", "1 jour", "moins d’un jour"."""
    if count == 0:
        return _("moins d’un jour")
    return ngettext("%(count)s jour", "%(count)s jours", count) % {"count": grouped(count)}


def ui_delay(count: int | None) -> SafeString:
    """{% ui_delay proposition.days_waiting %}: "214 jours"."""
    if count is None:
        return format_html('<span class="unknown">{}</span>', _("délai non renseigné"))
    return format_html('<span class="delay">{}</span>', days(count))
