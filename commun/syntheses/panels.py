"""What this app shows on the pages of the sentences and of the territories that findings cite, and what it watches."""

from django.urls import reverse
from django.utils.translation import gettext as _

from commun.concertations.citations import Citation, Citations, Keys, register_citations
from commun.concertations.watchers import register_watcher
from commun.syntheses.actions import flags
from commun.syntheses.enums import FindingKind, Stance
from commun.syntheses.queries.findings import articles_of, citing, findings_of_territory
from commun.territories.models import Territory
from commun.territories.panels import Panel, register_panel

SHOWN = 3


def citations(takeaways: Keys) -> Citations:
    """The standing public findings that cite these sentences, with the article above. Two queries."""
    cited = citing(takeaways)
    articles = articles_of({one.pk for found in cited.values() for one in found}) if cited else {}
    return {
        takeaway: tuple(
            Citation(
                title=one.title,
                url=one.url,
                kind=str(FindingKind(one.kind).label),
                stance=str(Stance(one.stance).label),
                article=next((article.label for article in articles.get(one.pk, ())), ""),
                article_url=next((article.url for article in articles.get(one.pk, ())), ""),
            )
            for one in found
        )
        for takeaway, found in cited.items()
    }


def findings_panel(territory: Territory) -> Panel | None:
    found = findings_of_territory(territory.pk)
    endorsed = list(
        territory.endorsements.standing()
        .filter(synthesis__isnull=False)
        .select_related("synthesis")
        .order_by("endorsed_on", "pk")
    )
    if not found and not endorsed:
        return None
    return Panel(
        title=_("Ce que le réseau en retient"),
        template="syntheses/panels/territory.html",
        context={
            "found": found[:SHOWN],
            "more": max(0, len(found) - SHOWN),
            "endorsed": endorsed,
            "findings_url": reverse("syntheses:findings"),
        },
        order=60,
        anchor="constats",
    )


def register() -> None:
    """Called once, when the app is ready."""
    register_citations(citations)
    register_watcher(flags.raise_for)
    register_panel(findings_panel)
