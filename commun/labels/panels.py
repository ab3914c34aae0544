"""What this app shows elsewhere: the labels of a territory on its page, those of a system on its page and its uses'."""

from django.utils.translation import gettext as _

from commun.labels.models import Application
from commun.labels.queries import laureates
from commun.library.panels import Distinction, register_distinctions
from commun.territories.models import Territory
from commun.territories.panels import Panel, register_panel


def territory_panel(territory: Territory) -> Panel | None:
    """One query."""
    found = laureates(Application.objects.filter(territory=territory))
    if not found:
        return None
    return Panel(_("Labels reçus"), "labels/_panel.html", {"laureates": found}, order=58, anchor="labels")


def distinctions(solution: int) -> tuple[Distinction, ...]:
    """One query."""
    return tuple(
        Distinction(one.call.title, one.get_absolute_url(), one.call.settled_at, one.call.is_fictional)
        for one in laureates(Application.objects.filter(solution=solution))
    )


def register() -> None:
    """Called once, when the app is ready."""
    register_panel(territory_panel)
    register_distinctions(distinctions)
