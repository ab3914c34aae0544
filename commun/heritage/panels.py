"""What a territory archives, on its page."""

from django.utils.translation import gettext as _

from commun.heritage.models import HeritageItem
from commun.territories.models import Territory
from commun.territories.panels import Panel, register_panel

SHOWN = 10


def heritage_panel(territory: Territory) -> Panel | None:
    """One query."""
    rows = HeritageItem.objects.public().filter(territory=territory).select_related("current").order_by("-updated_at")
    items = list(rows[:SHOWN])
    if not items:
        return None
    context = {"items": items}
    return Panel(_("Données et modèles mis en commun"), "heritage/_panel.html", context, order=60, anchor="patrimoine")


def register() -> None:
    """Called once, when the app is ready."""
    register_panel(heritage_panel)
