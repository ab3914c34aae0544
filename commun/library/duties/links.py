"""What the duties show on the pages of territories."""

from django.urls import reverse
from django.utils.translation import gettext as _

from commun.library.enums import Technique
from commun.library.models import PublishedSheet
from commun.territories.models import Territory
from commun.territories.panels import TerritoryLink, register_link


def inventory_link(territory: Territory) -> TerritoryLink | None:
    """Where something is published: an empty inventory would look like a declaration that there is none."""
    uses = PublishedSheet.objects.within(territory).filter(is_template=False).exclude(technique=Technique.NONE)
    if not uses.exists():
        return None
    url = reverse("library:inventory", args=[territory.slug])
    return TerritoryLink(label=_("Inventaire des algorithmes"), url=url, order=30)


def register() -> None:
    """Called once, when the app is ready."""
    register_link(inventory_link)
