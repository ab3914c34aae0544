"""The link by which a territory is followed, on its page."""

from django.utils.translation import gettext as _

from commun.following.templatetags.following import address
from commun.territories.models import Territory
from commun.territories.panels import TerritoryLink, register_link


def follow_territory(territory: Territory) -> TerritoryLink:
    return TerritoryLink(_("Suivre par courriel"), address(f"territoire:{territory.uid}"), order=190)


def register() -> None:
    """Called once, when the app is ready."""
    register_link(follow_territory)
