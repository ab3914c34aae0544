"""What this app shows on the pages of territories."""

from django.utils.translation import gettext as _

from commun.deliberations.queries.decisions import territory_decisions
from commun.territories.models import Territory
from commun.territories.panels import Panel, register_panel

SHOWN = 5


def decisions_panel(territory: Territory) -> Panel | None:
    """How many decisions of it are here, and those that prove something."""
    found = territory_decisions(territory=territory, limit=SHOWN)
    if found is None:
        return None
    return Panel(
        title=_("Délibérations"),
        template="deliberations/panels/decisions.html",
        context={"found": found},
        order=50,
        anchor="deliberations",
    )


def register() -> None:
    register_panel(decisions_panel)
