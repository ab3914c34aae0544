"""Each step of the life cycle: refused with its reason, then opened by what was missing."""

import datetime

import pytest
from django.urls import reverse

from commun.accounts.models import User
from commun.concertations import canevas
from commun.concertations.actions import lifecycle
from commun.concertations.enums import Decision, FollowUpPledge, FollowUpState, PledgeState, State, TakeawayKind
from commun.concertations.lifecycle import STEPS, next_step
from commun.concertations.models import AudiencePart, Concertation, FollowUp
from commun.core.dates import PartialDate
from commun.core.errors import DomainError
from commun.core.models import AuditEvent, Revision
from tests.accounts.factories import contributor, elected, referent
from tests.concertations.factories import (
    ConcertationFactory,
    PledgeFactory,
    SequenceFactory,
    TakeawayFactory,
    concertation_awaiting_answer,
    concertation_under_way,
    prepared_concertation,
    published_concertation,
    referent_of,
    restituted_concertation,
    signed_pledge,
)

pytestmark = pytest.mark.django_db


def give(record: Concertation, **values) -> Concertation:
    Concertation.objects.filter(pk=record.pk).update(**values)
    record.refresh_from_db()
    return record


def refusal(record: Concertation, to: State) -> list[str]:
    """The places that a refused step names."""
    before = Concertation.objects.values().get(pk=record.pk)
    with pytest.raises(lifecycle.StepRefused) as refused:
        lifecycle.advance(concertation=record, to=to, by=referent_of(record))
    assert Concertation.objects.values().get(pk=record.pk) == before
    assert all(item.text for item in refused.value.missing)
    return [item.place for item in refused.value.missing]


def advance(record: Concertation, to: State) -> Concertation:
    return lifecycle.advance(concertation=record, to=to, by=referent_of(record))


def test_every_state_but_the_last_two_leads_to_the_next() -> None:
    assert [step.source for step in STEPS] == list(canevas.LIFE[:-1])
    assert [step.target for step in STEPS] == list(canevas.LIFE[1:])


def test_the_charter_must_be_signed_first() -> None:
    record: Concertation = ConcertationFactory()
    assert refusal(record, State.CHARTER_SIGNED) == ["charte"]
    pledge = PledgeFactory(territory=record.territory)
    record = Concertation.objects.get(pk=record.pk)
    assert refusal(record, State.CHARTER_SIGNED) == ["charte"]
    pledge.state = PledgeState.SIGNED
    pledge.save()
    record = Concertation.objects.get(pk=record.pk)
    assert advance(record, State.CHARTER_SIGNED).state == State.CHARTER_SIGNED


def test_preparation_needs_a_charter_that_still_stands() -> None:
    record: Concertation = ConcertationFactory(territory=signed_pledge().territory)
    record = advance(record, State.CHARTER_SIGNED)
    pledge = record.territory.pledge
    pledge.state, pledge.withdrawn_on, pledge.withdrawal_reason = (
        PledgeState.WITHDRAWN,
        datetime.date(2026, 5, 1),
        "Fin de mandat",
    )
    pledge.save()
    assert refusal(Concertation.objects.get(pk=record.pk), State.PREPARATION) == ["charte"]


def test_the_debate_opens_once_its_rules_are_written_and_public() -> None:
    record = prepared_concertation()
    brief, arbitration = record.brief, record.arbitration
    give(record, brief="", arbitration="", recruitment=[], objectives=[])
    record.audiences.all().delete()
    assert refusal(record, State.UNDER_WAY) == [
        "brief",
        "audiences",
        "recruitment",
        "objectives",
        "arbitration",
        "publication",
    ]
    give(record, brief=brief, arbitration=arbitration, recruitment=["tirage_au_sort"], objectives=["social"])
    AudiencePart.objects.create(concertation=record, audience="agents")
    assert refusal(record, State.UNDER_WAY) == ["publication"]
    lifecycle.publish(concertation=record, by=referent_of(record))
    assert advance(record, State.UNDER_WAY).state == State.UNDER_WAY


def test_a_record_says_enough_before_it_is_published() -> None:
    record: Concertation = ConcertationFactory(starts_on_planned=None)
    with pytest.raises(lifecycle.StepRefused) as refused:
        lifecycle.publish(concertation=record, by=referent_of(record))
    assert [item.place for item in refused.value.missing] == ["starts_on_planned", "audiences"]
    give(record, starts_on_planned=PartialDate("2026"))
    AudiencePart.objects.create(concertation=record, audience="agents")
    by = referent_of(record)
    record = lifecycle.publish(concertation=record, by=by)
    assert record.is_published
    assert Revision.objects.of(record).get().by_role == by.signature(record.territory)
    with pytest.raises(DomainError, match="déjà publique"):
        lifecycle.publish(concertation=record, by=by)


def test_the_restitution_needs_an_end_people_hours_and_a_production() -> None:
    record = concertation_under_way()
    assert refusal(record, State.RESTITUTION) == ["ends_on", "participants_count", "sequences", "remontees"]
    give(record, ends_on=PartialDate("2026-06"), participants_count=0)
    SequenceFactory(concertation=record, minutes=None)
    TakeawayFactory(concertation=record, kind=TakeawayKind.OBSTACLE, text="Le temps manque")
    assert refusal(record, State.RESTITUTION) == ["sequences"]
    give(record, minutes_count=90)
    record = advance(record, State.RESTITUTION)
    assert record.restituted_on is not None
    assert record.takeaways.get().is_frozen


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"follow_up_pledge": ""}, ["follow_up_pledge"]),
        ({"follow_up_pledge": FollowUpPledge.NO, "follow_up_refusal": ""}, ["follow_up_refusal"]),
        (
            {"follow_up_pledge": FollowUpPledge.YES, "follow_up_terms": "", "answering_role": ""},
            ["follow_up_terms", "answering_role"],
        ),
    ],
)
def test_the_follow_up_is_settled_before_the_clock_starts(given, missing) -> None:
    record = give(restituted_concertation(), **given)
    assert refusal(record, State.ANSWER_DUE) == missing


def test_without_a_date_of_its_own_the_answer_is_promised_within_six_months() -> None:
    record = concertation_awaiting_answer()
    assert record.restituted_on is not None
    assert record.answer_due_on is not None
    assert 181 <= (record.answer_due_on - record.restituted_on).days <= 184


def test_a_promised_date_is_kept() -> None:
    promised = datetime.date(2099, 1, 31)
    assert concertation_awaiting_answer(answer_due_on=promised).answer_due_on == promised


def test_the_answer_is_complete_when_no_proposition_waits() -> None:
    record = concertation_awaiting_answer(propositions=2)
    assert refusal(record, State.ANSWER_PUBLISHED) == ["reponses"]
    first, second = record.takeaways.all()
    today = datetime.date(2026, 11, 2)
    for one, decision in ((first, Decision.RETAINED), (second, Decision.UNDER_STUDY)):
        one.decision, one.answered_on = decision, today if decision == Decision.RETAINED else None
        one.save()
    assert refusal(record, State.ANSWER_PUBLISHED) == ["reponses"]  # "à l'étude" is not an answer
    second.decision, second.answered_on = Decision.NOT_RETAINED, today
    second.save()
    record = advance(record, State.ANSWER_PUBLISHED)
    assert record.answered_on is not None


def answered(decision: Decision) -> Concertation:
    record = concertation_awaiting_answer(propositions=1)
    record.takeaways.update(decision=decision, answered_on=datetime.date(2026, 11, 2))
    return advance(record, State.ANSWER_PUBLISHED)


def test_what_is_retained_must_become_a_promise() -> None:
    record = answered(Decision.PARTLY_RETAINED)
    assert refusal(record, State.FOLLOW_UP) == ["suites"]
    FollowUp.objects.create(
        uid="s1", proposition=record.takeaways.get(), number=1, title="Publier", owner_role="DGS", due_on="2027-01-01"
    )
    assert advance(record, State.FOLLOW_UP).state == State.FOLLOW_UP


def test_what_is_not_retained_calls_for_no_promise() -> None:
    assert advance(answered(Decision.NOT_RETAINED), State.FOLLOW_UP).state == State.FOLLOW_UP


def test_closing_needs_settled_promises_and_a_last_word() -> None:
    record = answered(Decision.RETAINED)
    promise = FollowUp.objects.create(
        uid="s2", proposition=record.takeaways.get(), number=1, title="Publier", owner_role="DGS", due_on="2027-01-01"
    )
    record = advance(record, State.FOLLOW_UP)
    assert refusal(record, State.CLOSED) == ["suites", "closing_report", "closing_message"]
    promise.state, promise.state_reason = FollowUpState.ABANDONED, "Marché annulé"
    promise.save()
    give(record, closing_report="Bilan", closing_message="Merci")
    record = advance(record, State.CLOSED)
    assert next_step(record) is None


def test_a_step_is_signed_dated_public_and_kept_as_a_version() -> None:
    record = published_concertation()
    by = referent_of(record)
    versions = Revision.objects.of(record).count()
    record = advance(record, State.UNDER_WAY)
    last = record.transitions.last()
    assert last is not None
    assert (last.source, last.target, last.by) == (State.PREPARATION, State.UNDER_WAY, by)
    assert last.by_role == by.signature(record.territory)
    assert AuditEvent.objects.public().about(record)[0].detail == {"de": "preparation", "vers": "en_cours", "motif": ""}
    assert Revision.objects.of(record).count() == versions + 1


def test_a_step_taken_twice_is_refused_the_second_time() -> None:
    record = published_concertation()
    stale = Concertation.objects.get(pk=record.pk)
    advance(record, State.UNDER_WAY)
    with pytest.raises(DomainError, match="n’est plus celle qui vient"):
        advance(stale, State.UNDER_WAY)
    assert record.transitions.filter(target=State.UNDER_WAY).count() == 1


def test_steps_cannot_be_skipped() -> None:
    with pytest.raises(DomainError, match="n’est plus celle qui vient"):
        advance(published_concertation(), State.RESTITUTION)


def test_an_interruption_says_why_and_resumes_where_it_was() -> None:
    record = concertation_under_way()
    by = referent_of(record)
    with pytest.raises(DomainError, match="pourquoi"):
        lifecycle.interrupt(concertation=record, reason="  ", by=by)
    record = lifecycle.interrupt(concertation=record, reason="Élections", by=by)
    assert (record.state, record.interrupted_from) == (State.INTERRUPTED, State.UNDER_WAY)
    assert next_step(record) is None
    assert canevas.reached(record) == State.UNDER_WAY
    with pytest.raises(DomainError, match="déjà close ou interrompue"):
        lifecycle.interrupt(concertation=record, reason="Encore", by=by)
    record = lifecycle.resume(concertation=record, reason="Nouveau mandat", by=by)
    assert (record.state, record.interrupted_from) == (State.UNDER_WAY, "")
    assert [one.reason for one in record.transitions.all()][-2:] == ["Élections", "Nouveau mandat"]


def test_completeness_counts_only_what_the_state_calls_for_and_what_applies() -> None:
    record: Concertation = ConcertationFactory()
    asked = {field.name for field in canevas.expected_fields(record)}
    assert asked == {"title", "referent_email", "starts_on_planned"}
    assert canevas.completeness(record).percent == 100
    record = prepared_concertation()
    names = {field.name for field in canevas.expected_fields(record)}
    assert "sortition_base" not in names
    assert "participants_count" not in names
    give(record, recruitment=["tirage_au_sort"])
    assert "sortition_base" in {field.name for field in canevas.expected_fields(record)}
    under_way = {field.name for field in canevas.expected_fields(concertation_under_way())}
    assert {"starts_on", "sequences", "restitution"} <= under_way
    assert "summary" not in under_way


# On the pages


def post(client, user: User, record: Concertation, action: str, **data):
    client.force_login(user)
    return client.post(reverse(f"concertations:workspace_{action}", args=[record.slug]), data, follow=True)


def test_the_overview_links_each_missing_thing_to_where_it_is_mended(client) -> None:
    record = prepared_concertation()
    give(record, brief="")
    client.force_login(referent_of(record))
    page = client.get(reverse("concertations:workspace", args=[record.slug])).content.decode()
    assert f"/espace/concertations/{record.slug}/canevas/methode/#id_brief" in page
    assert f"/espace/concertations/{record.slug}/#publication" in page
    assert "Ouvrir la concertation" in page


def test_a_refused_step_is_explained_on_the_overview(client) -> None:
    record = prepared_concertation()
    page = post(client, referent_of(record), record, "advance", to=State.UNDER_WAY)
    assert "Publiez la fiche" in page.content.decode()
    record.refresh_from_db()
    assert record.state == State.PREPARATION


def test_publishing_then_opening_by_the_buttons(client) -> None:
    record = prepared_concertation()
    post(client, referent_of(record), record, "publish")
    post(client, elected(record.territory), record, "advance", to=State.UNDER_WAY)
    record.refresh_from_db()
    assert (record.is_published, record.state) == (True, State.UNDER_WAY)


def test_a_contributor_publishes_nothing_and_takes_no_step(client) -> None:
    record = prepared_concertation()
    by = contributor(record.territory)
    assert post(client, by, record, "publish").status_code == 403
    assert post(client, by, record, "advance", to=State.UNDER_WAY).status_code == 403
    assert post(client, by, record, "interrupt", reason="Non").status_code == 403
    record.refresh_from_db()
    assert (record.is_published, record.state) == (False, State.PREPARATION)


def test_an_unknown_step_is_refused_politely(client) -> None:
    record = prepared_concertation()
    page = post(client, referent(record.territory), record, "advance", to="n-importe-quoi")
    assert "n’existe pas" in page.content.decode()


def test_interrupting_and_resuming_by_the_buttons(client) -> None:
    record = concertation_under_way()
    by = referent_of(record)
    post(client, by, record, "interrupt", reason="Élections")
    page = post(client, by, record, "resume", reason="")
    assert "motif est public" in page.content.decode()
    page = post(client, by, record, "resume", reason="Nouveau mandat")
    assert "Élections" in page.content.decode()
    record.refresh_from_db()
    assert record.state == State.UNDER_WAY
