"""What surrounds text: a message, an empty list, a table that may be wider than the screen."""

from typing import Literal, TypeAlias

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Level: TypeAlias = Literal["info", "success", "warning", "error"]

LEVEL_WORDS = {
    "info": gettext_lazy("Information"),
    "success": gettext_lazy("C’est fait"),
    "warning": gettext_lazy("Attention"),
    "error": gettext_lazy("Erreur"),
}


def ui_alert(content: SafeString, *, level: str = "info", title: str = "", saved: bool = False) -> SafeString:
    """{% ui_alert level="success" title="Enregistré" %}…{% endui_alert %}

    `saved` tells the script that the form was kept here, and that its own copy can go.
    """
    if level not in LEVEL_WORDS:
        level = "info"
    return format_html(
        '<div class="alert alert-{}"{}><p class="alert-title">{}</p>{}</div>',
        level,
        mark_safe(" data-saved") if saved else "",
        title or LEVEL_WORDS[level],
        content,
    )


def ui_empty(content: SafeString, *, title: str) -> SafeString:
    """{% ui_empty title="Aucune concertation pour l’instant" %}What will come, and how to begin.{% endui_empty %}"""
    return format_html('<div class="empty"><p class="empty-title">{}</p>{}</div>', title, content)


def ui_table(content: SafeString, *, caption: str, hide_caption: bool = False, stack: bool = False) -> SafeString:
    """{% ui_table caption="Territoires engagés" %}<thead>…</thead><tbody>…</tbody>{% endui_table %}

    `stack`: on a phone, the cells of a row stand one under the other, each named by its data-label.
    """
    return format_html(
        '<div class="table-scroll" role="region" aria-label="{}" tabindex="0">'
        "<table{}><caption{}>{}</caption>{}</table></div>",
        caption,
        mark_safe(' class="table-stack"') if stack else "",
        mark_safe(' class="vh"') if hide_caption else "",
        caption,
        content,
    )


def ui_fictional() -> SafeString:
    """{% ui_fictional %}: stands wherever the territory that does not exist appears."""
    return format_html('<span class="fictional">{}</span>', _("exemple fictif"))
