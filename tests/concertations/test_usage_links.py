"""The last knot of the chain: a debate and the AI use that it is about lead to one another."""

import pytest
from django.urls import reverse

from commun.concertations.actions.usage_links import link_usage, unlink_usage
from commun.concertations.models import UsageLink
from commun.core.errors import DomainError, Gone
from commun.core.models import AuditEvent
from commun.library.enums import Stage
from commun.library.models import Deployment
from commun.library.panels import debates_of
from tests.concertations.factories import prepared_concertation, referent_of, restituted_concertation
from tests.library.factories import draft, published
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


def test_a_use_and_a_proposition_lead_to_one_another(client) -> None:
    debate = restituted_concertation(propositions=1)
    said = debate.takeaways.propositions().get()
    shown = published(TerritoryFactory(), title="Trier les courriers", stage=Stage.IN_USE)
    link_usage(
        concertation=debate,
        proposition=said,
        deployment=shown.deployment,
        note="Un agent relit.",
        by=referent_of(debate),
    )
    page = client.get(reverse("concertations:proposition", args=[said.uid])).content.decode()
    assert shown.get_absolute_url() in page and "Un agent relit." in page and "1 usage relié" in page
    sheet = client.get(shown.get_absolute_url()).content.decode()
    assert reverse("concertations:proposition", args=[said.uid]) in sheet and "Un agent relit." in sheet
    assert "Aucune concertation" not in sheet
    thread = sheet.split('<ol class="thread"')[1].split("</ol>")[0]
    assert 'aria-current="step"><span class="knot-name">Usage' in thread and "Réponse" in thread


def test_a_whole_debate_is_linked_too(client) -> None:
    debate = restituted_concertation(propositions=1)
    shown = published(TerritoryFactory())
    link_usage(concertation=debate, deployment=shown.deployment, by=referent_of(debate))
    assert shown.get_absolute_url() in client.get(debate.get_absolute_url()).content.decode()
    assert debate.get_absolute_url() in client.get(shown.get_absolute_url()).content.decode()


def test_a_debate_that_is_not_public_is_on_no_sheet_and_a_draft_use_on_no_debate(client) -> None:
    hidden = prepared_concertation(title="Débat caché")
    shown = published(TerritoryFactory())
    link_usage(concertation=hidden, deployment=shown.deployment, by=referent_of(hidden))
    assert "Débat caché" not in client.get(shown.get_absolute_url()).content.decode()
    debate = restituted_concertation(propositions=1)
    with pytest.raises(DomainError, match="pas publiée"):
        link_usage(concertation=debate, deployment=draft(TerritoryFactory()), by=referent_of(debate))


def test_a_link_stands_once_and_its_trace_remains_when_it_goes() -> None:
    debate, other = restituted_concertation(propositions=1), restituted_concertation(propositions=1)
    by, use = referent_of(debate), published(TerritoryFactory()).deployment
    link = link_usage(concertation=debate, deployment=use, by=by)
    with pytest.raises(DomainError, match="existe déjà"):
        link_usage(concertation=debate, deployment=use, by=by)
    with pytest.raises(DomainError, match="pas de cette concertation"):
        link_usage(concertation=debate, deployment=use, proposition=other.takeaways.propositions().get(), by=by)
    unlink_usage(concertation=debate, pk=link.pk, by=by)
    with pytest.raises(Gone):
        unlink_usage(concertation=debate, pk=link.pk, by=by)
    verbs = AuditEvent.objects.about(debate).filter(verb__contains="usage").values_list("verb", flat=True)
    assert set(verbs) == {"concertation.usage_linked", "concertation.usage_unlinked"}


@pytest.mark.parametrize("how", ["own", "uid", "address"])
def test_an_agent_links_a_use_by_its_name_its_identifier_or_its_address(client, how: str) -> None:
    debate = restituted_concertation(propositions=1)
    shown = published(debate.territory if how == "own" else TerritoryFactory())
    given = {
        "own": {"own": shown.uid},
        "uid": {"other": shown.uid},
        "address": {"other": f"https://commun.exemple.fr{shown.get_absolute_url()}"},
    }[how]
    client.force_login(referent_of(debate))
    url = reverse("concertations:workspace_usages", args=[debate.slug])
    assert client.post(url, given).status_code == 302
    link = UsageLink.objects.get()
    assert link.deployment == Deployment.objects.get(uid=shown.uid)
    assert shown.title in client.get(url).content.decode()
    client.post(reverse("concertations:workspace_usage_remove", args=[debate.slug, link.pk]))
    assert not UsageLink.objects.exists()


def test_an_unknown_use_is_told_and_nothing_is_linked(client) -> None:
    debate = restituted_concertation(propositions=1)
    client.force_login(referent_of(debate))
    url = reverse("concertations:workspace_usages", args=[debate.slug])
    page = client.post(url, {"other": "ia-2001-9999"}).content.decode()
    assert "Aucune fiche publiée" in page and not UsageLink.objects.exists()
    assert "Choisissez un usage" in client.post(url, {"note": "Rien."}).content.decode()


def test_the_debates_of_many_uses_cost_the_same_number_of_queries(django_assert_max_num_queries) -> None:
    debate = restituted_concertation(propositions=3)
    by = referent_of(debate)
    keys = []
    for said in debate.takeaways.propositions():
        use = published(TerritoryFactory()).deployment
        link_usage(concertation=debate, proposition=said, deployment=use, by=by)
        keys.append(use.pk)
    with django_assert_max_num_queries(4):
        assert len(debates_of(keys)) == 3
