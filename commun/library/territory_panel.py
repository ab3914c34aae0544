"""What the library shows on the page of a territory."""

from django.urls import reverse
from django.utils.translation import gettext as _

from commun.library.models import PublishedSheet
from commun.library.presenters.stages import shape
from commun.territories.models import Territory
from commun.territories.panels import Panel, engagement, register_panel

SHOWN = 8


def uses_panel(territory: Territory) -> Panel | None:
    """The last uses; where the territory is engaged and declared none, it is said. Two queries, three then."""
    rows = PublishedSheet.objects.within(territory).filter(is_template=False)
    count = rows.count()
    if not count and not Territory.objects.filter(engagement().engaged(), pk=territory.pk).exists():
        return None
    named = rows.only("slug", "title", "summary", "stage", "updated_at").order_by("-updated_at", "-pk")[:SHOWN]
    sheets = [(one, shape(one.stage)) for one in named] if count else []
    return Panel(
        title=_("Usages d’IA"),
        template="library/panels/uses.html",
        context={
            "sheets": sheets,
            "count": count,
            "more": max(count - SHOWN, 0),
            "list_url": f"/bibliotheque/?territoire={territory.slug}",
            "slug": territory.slug,
            "embed_title": _("Les usages d’IA de %(territory)s") % {"territory": territory.name},
            "embed_height": 220 + 95 * min(count, 12),
            "page_url": reverse("library:territory_one_page", args=[territory.slug]),
        },
        order=40,
        anchor="usages",
    )


def register() -> None:
    register_panel(uses_panel)
