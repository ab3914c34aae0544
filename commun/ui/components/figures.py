"""Figures that never stand alone, bars that have their table, and how far a task has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commun.ui.components.dates import AnyDate, ui_date
from commun.ui.components.typography import NNBSP, grouped

Number: TypeAlias = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart; `url` leads to the records it counts."""

    label: str
    value: Number
    url: str = ""


def ui_source(label: str, *, url: str = "", date: AnyDate = None) -> SafeString:
    """{% ui_source label="Les Interconnectés" url="https://…" date=source.read_on %}"""
    return format_html(
        '<span class="source">{} {}{}</span>',
        _("Source :"),
        format_html('<a href="{}">{}</a>', url, label) if url else label,
        format_html(", {}", ui_date(date)) if date else "",
    )


def ui_figure(
    *,
    value: Number | str | None,
    label: str,
    of: Number | str | None = None,
    unit: str = "",
    date: AnyDate = None,
    source: str = "",
    source_url: str = "",
    rows_url: str = "",
) -> SafeString:
    """{% ui_figure value=31 of=40 label="propositions ont reçu une réponse" date=today rows_url="/propositions/" %}"""
    notes = []
    if source:
        notes.append(ui_source(source, url=source_url, date=date))
    elif date:
        notes.append(format_html("{} {}", _("au"), ui_date(date)))
    if rows_url:
        notes.append(
            format_html('<a href="{}">{}<span class="vh"> : {}</span></a>', rows_url, _("voir les lignes"), label)
        )
    return format_html(
        '<div class="figure"><p class="figure-value">{}{}{}</p><p class="figure-label">{}</p>{}</div>',
        format_html('<span class="unknown">{}</span>', _("non renseigné")) if value is None else grouped(value),
        f"{NNBSP}{unit}" if unit and value is not None else "",
        format_html(' <span class="figure-of">{} {}</span>', _("sur"), grouped(of)) if of is not None else "",
        label,
        format_html('<p class="figure-notes">{}</p>', format_html_join(" · ", "{}", ((note,) for note in notes)))
        if notes
        else "",
    )


def ui_meter(*, value: int, maximum: int, label: str) -> SafeString:
    """{% ui_meter value=12 maximum=40 label="Champs remplis" %}"""
    percent = round(100 * value / maximum) if maximum else 0
    return format_html(
        '<div class="meter"><span class="meter-text"><span>{}</span> <span>{}</span></span>'
        '<progress value="{}" max="{}" aria-label="{}">{}{}%</progress></div>',
        label,
        _("%(value)s sur %(maximum)s (%(percent)s %%)")
        % {"value": grouped(value), "maximum": grouped(maximum), "percent": percent},
        value,
        maximum or 1,
        label,
        percent,
        NNBSP,
    )


def _bar(bar: Bar, longest: Number) -> SafeString:
    length = round(100 * float(bar.value) / float(longest), 1) if longest else 0
    return format_html(
        '<tr><th scope="row">{}</th><td><svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none"'
        ' aria-hidden="true"><path d="M0 0h{}v1h-{}z"/></svg></td><td class="number">{}</td></tr>',
        format_html('<a href="{}">{}</a>', bar.url, bar.label) if bar.url else bar.label,
        length,
        length,
        grouped(bar.value),
    )


def ui_bars(rows: Iterable[Bar | tuple[str, Number]], caption: str, *, unit: str = "", head: str = "") -> SafeString:
    """{% ui_bars rows=bars caption="Réponses par nature" unit="propositions" %}: `rows` are `Bar` or (label, value).

    One table: the bar stands in the row whose number it draws.
    """
    bars = [row if isinstance(row, Bar) else Bar(*row) for row in rows]
    longest = max((bar.value for bar in bars), default=0)
    return format_html(
        '<table class="bars"><caption>{}</caption><thead class="vh"><tr><th scope="col">{}</th>'
        '<th scope="col" colspan="2">{}</th></tr></thead><tbody>{}</tbody></table>',
        caption,
        head or _("Libellé"),
        unit or _("Nombre"),
        format_html_join("", "{}", ((_bar(bar, longest),) for bar in bars)),
    )
