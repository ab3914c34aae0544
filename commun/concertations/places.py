"""Where, in the workspace, one mends what is missing."""

from django.urls import reverse

from commun.concertations import canevas
from commun.concertations.canevas import Field
from commun.concertations.models import Concertation
from commun.territories.models import Territory

# Repeated rows have a page of their own under their section; audiences stand on the section's page.
ROW_PAGES: dict[str, str] = {
    "sequences": "sequences",
    "speakers": "intervenants",
    "frame_changes": "evolutions",
}
GROUPED = frozenset({"choice", "choices", "yes_no"})


def pledge_url(territory: Territory) -> str:
    """Where the territory signs the charter and proves what it did."""
    return reverse("concertations:pledge_sign", args=[territory.slug])


def section_url(concertation: Concertation, field: Field) -> str:
    """The place of one field: its page, and its box on it."""
    if field.name in ROW_PAGES:
        return reverse(
            "concertations:workspace_rows", args=[concertation.slug, field.section.value, ROW_PAGES[field.name]]
        )
    if field.name == "documents":
        return reverse("concertations:workspace_documents", args=[concertation.slug])
    if field.name == "co_leads":
        return reverse("concertations:workspace_co_leads", args=[concertation.slug])
    page = reverse("concertations:workspace_section", args=[concertation.slug, field.section.value])
    if field.name == "audiences":
        return f"{page}#publics"
    return f"{page}#id_{field.name}{'_0' if field.kind in GROUPED else ''}"


def place_url(concertation: Concertation, place: str) -> str:
    """The page that mends `place` (`lifecycle.Missing`)."""
    if place in canevas.BY_NAME:
        return section_url(concertation, canevas.BY_NAME[place])
    if place == "charte":
        return pledge_url(concertation.territory)
    if place == "publication":
        return f"{reverse('concertations:workspace', args=[concertation.slug])}#publication"
    # remontees, reponses, suites: pages of the same name
    return f"{reverse('concertations:workspace', args=[concertation.slug])}{place}/"
