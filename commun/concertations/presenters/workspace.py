"""What the pages of the workspace lead to: what one may open, and nothing else."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.access import opens
from commun.accounts.enums import Permission
from commun.accounts.models import User
from commun.accounts.workspace import desk_link, network_links, openable
from commun.concertations.canevas import Section
from commun.concertations.extensions import workspace_links
from commun.concertations.models import Concertation
from commun.territories.models import Territory
from commun.ui.components.navigation import Link


@dataclass(frozen=True)
class _Pages:
    """The addresses of the pages of one concertation."""

    record: Concertation

    def of(self, view: str, *more: str) -> str:
        return reverse(f"concertations:{view}", args=[self.record.slug, *more])


def record_links(*, user: User, record: Concertation) -> list[Link]:
    """The pages of one concertation, in the order of its life. Two queries at most."""
    page, territory = _Pages(record), record.territory
    links = [
        Link(territory.name, reverse("concertations:workspace_territory", args=[territory.slug])),
        Link(_("Vue d’ensemble"), page.of("workspace")),
        Link(_("1. Informations"), page.of("workspace_section", Section.PRACTICAL.value)),
        Link(_("2. Méthode"), page.of("workspace_section", Section.METHOD.value)),
        Link(_("3. Résultats"), page.of("workspace_section", Section.RESULTS.value)),
        Link(_("Remontées"), page.of("workspace_takeaways")),
        Link(_("Réponses"), page.of("answers")),
        Link(_("Suites"), page.of("follow_ups")),
    ]
    return [desk_link(), *openable(links, user=user, territory=territory)]


def file_links(*, record: Concertation, rights: Collection[Permission]) -> list[Link]:
    """What the overview leads to besides the sections of the canevas, each with what one finds there."""
    page = _Pages(record)
    propositions = ngettext("%(count)d proposition", "%(count)d propositions", record.propositions_count)
    links = [
        Link(_("Remontées"), page.of("workspace_takeaways"), propositions % {"count": record.propositions_count}),
        Link(_("Documents"), page.of("workspace_documents")),
        Link(_("Usages d’IA reliés"), page.of("workspace_usages"), _("ce dont le débat parle, ce qu’il a changé")),
        Link(_("Ressources utilisées"), page.of("workspace_resources"), _("ce qui a servi, ce que vous en dites")),
        Link(
            _("Travailler hors ligne"),
            page.of("canevas_import"),
            _("télécharger le canevas, le renvoyer rempli"),
        ),
        Link(
            _("Réponses"),
            page.of("answers"),
            _("%(answered)d sur %(all)d") % {"answered": record.answered_count, "all": record.propositions_count},
        ),
        Link(
            _("Promesses et suites"),
            page.of("follow_ups"),
            _("réalisées : %(done)d sur %(all)d")
            % {"done": record.follow_ups_done_count, "all": record.follow_ups_count},
        ),
        *workspace_links(record),
    ]
    return [link for link in links if opens(link.url, rights)]


def desk_links(*, user: User, territories: Iterable[Territory]) -> list[Link]:
    """From "À faire": the territories that one acts for, then the network for who has a role in it."""
    of_territories = [
        Link(one.name, reverse("concertations:workspace_territory", args=[one.slug])) for one in territories
    ]
    of_network = network_links(user=user)[1:2] if user.is_network else []
    return [desk_link(), *of_territories, *of_network]
