"""What the territory that does not exist says of trades that do: marked, counted nowhere."""

from django.db import transaction

from commun.concertations.models import Takeaway
from commun.core.themes import Theme
from commun.jobs.actions import links
from commun.jobs.models import Trade, TradeLink
from commun.library.models import PublishedSheet
from commun.territories.models import Territory

# Two trades of the reference list, by what never changes in it.
_DECREES = ("décret n° 2006-1690 du 22 décembre 2006", "décret n° 2012-924 du 30 juillet 2012")
_WORK = (Theme.JOBS, Theme.TRAINING)


@transaction.atomic
def load_fiction(territory: Territory) -> int:
    """Attach them, unless they are already. Returns how many links were made."""
    trades = list(Trade.objects.filter(legal_text__in=_DECREES).order_by("-uid"))
    if not trades or TradeLink.objects.filter(deployment__territory=territory).exists():
        return 0
    sheets = PublishedSheet.objects.filter(territory=territory).select_related("deployment")
    said = Takeaway.objects.public().filter(concertation__territory=territory, theme__in=_WORK)
    for trade in trades:
        for sheet in sheets:
            if sheet.values.get("task_changes"):
                links.attach(trade=trade, to=sheet.deployment, by=None)
    for one in said.order_by("uid"):
        links.attach(trade=trades[0], to=one, by=None)
    return TradeLink.objects.filter(trade__in=trades).count()
