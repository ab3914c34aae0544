import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commun.concertations.actions import charter as actions
from commun.concertations.enums import CommitmentState, PledgeState
from commun.concertations.panels import INTENTION, LATE, SIGNED, WITH_DEBATE
from commun.territories import panels as registry
from commun.territories.models import Territory
from tests.concertations.factories import (
    PledgeFactory,
    concertation_awaiting_answer,
    published_concertation,
    signed_pledge,
)
from tests.territories.factories import TerritoryFactory


def page_of(client, territory: Territory) -> str:
    page: str = client.get(territory.get_absolute_url()).content.decode()
    return page


def at_step(value: str) -> set[int]:
    step = next(one for one in registry.engagement().steps() if one.value == value)
    return set(Territory.objects.filter(step.condition).values_list("pk", flat=True))


def test_engaged_means_announced_or_signed_and_not_withdrawn(db) -> None:
    announced, signed = PledgeFactory(), signed_pledge()
    PledgeFactory(state=PledgeState.WITHDRAWN, withdrawn_on=timezone.localdate(), withdrawal_reason="Pause")
    TerritoryFactory()
    engaged = Territory.objects.filter(registry.engagement().engaged())
    assert set(engaged) == {announced.territory, signed.territory}


def test_each_step_of_the_filter_finds_its_territories(db) -> None:
    announced, signed = PledgeFactory().territory, signed_pledge().territory
    debating = published_concertation().territory
    late = concertation_awaiting_answer(answer_due_on=timezone.localdate() - datetime.timedelta(days=3)).territory
    assert at_step(INTENTION) == {announced.pk}
    assert at_step(SIGNED) == {signed.pk, debating.pk, late.pk}
    assert at_step(WITH_DEBATE) == {debating.pk, late.pk}
    assert at_step(LATE) == {late.pk}


def test_line_of_a_territory_says_when_it_signed_and_what_is_late(db) -> None:
    late = concertation_awaiting_answer(answer_due_on=timezone.localdate() - datetime.timedelta(days=3)).territory
    engagement = registry.engagement().of([late.pk])[late.pk]
    assert engagement.since == datetime.date(2026, 3, 2)
    assert engagement.notes == ("1 concertation",)
    assert engagement.alerts == ("réponse en retard de 3 jours",)


def test_lines_cost_the_same_whatever_their_number(db) -> None:
    few = [signed_pledge().territory_id]
    many = [published_concertation().territory_id for _number in range(5)] + few
    with CaptureQueriesContext(connection) as one:
        registry.engagement().of(few)
    with CaptureQueriesContext(connection) as six:
        registry.engagement().of(many)
    assert len(one) == len(six) == 3


def test_page_of_a_territory_shows_each_commitment_with_its_date_and_proof(client, db) -> None:
    signature = actions.sign(
        territory=TerritoryFactory(),
        charter=actions.load_charter(),
        signatory_role="Maire",
        signed_on=datetime.date(2025, 6, 3),
        by=None,
    )
    actions.add_evidence(
        signature=signature,
        commitment=signature.charter.commitments.get(code="R1"),
        state=CommitmentState.PROVEN,
        on=datetime.date(2025, 7, 1),
        url="https://exemple.fr/reponse",
        by=None,
    )
    page = page_of(client, signature.pledge.territory)
    assert "signée le" in page
    assert "1 sur 12" in page
    assert "https://exemple.fr/reponse" in page
    assert "Usages d’IA" in page


def test_withdrawal_is_told_with_its_reason(client, db) -> None:
    pledge = PledgeFactory(
        state=PledgeState.WITHDRAWN, withdrawn_on=datetime.date(2026, 1, 1), withdrawal_reason="Fusion de communes."
    )
    assert "Fusion de communes." in page_of(client, pledge.territory)


def test_page_shows_public_debates_and_their_late_answers(client, db) -> None:
    concertation = concertation_awaiting_answer(
        title="Débat public", answer_due_on=timezone.localdate() - datetime.timedelta(days=3)
    )
    page = page_of(client, concertation.territory)
    assert "Débat public" in page
    assert "Réponses en retard" in page
    assert f"/territoires/{concertation.territory.slug}/contact/" in page


def test_territory_that_never_pledged_shows_no_panel(client, db) -> None:
    page = page_of(client, TerritoryFactory())
    assert "Usages d’IA" not in page
    assert "Rien n’est encore publié ici" in page
