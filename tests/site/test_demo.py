"""The demo says only what is known of real territories, and marks what does not exist."""

import datetime

import pytest
from django.utils import timezone

from commun.concertations import canevas, lifecycle
from commun.concertations.enums import Decision, FollowUpState, PledgeState, State
from commun.concertations.models import Answer, Concertation, FollowUp, Pledge, Takeaway
from commun.core import freshness
from commun.core.models import AuditEvent, Revision
from commun.site.demo import facts, fiction, library

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(whole_country: None) -> None:
    facts.load_engaged()
    facts.load_documented()
    library.load_uses()
    fiction.load_people(fiction.load_fiction())


def test_the_demo_tells_what_is_known_and_only_that(demo: None) -> None:
    pledges = Pledge.objects.real()
    assert (pledges.filter(territory__country="FR").count(), pledges.exclude(territory__country="FR").count()) == (
        28,
        8,
    )
    assert not pledges.exclude(state=PledgeState.INTENTION).exists(), "nobody real has signed here yet"
    assert not pledges.filter(source_url="").exists()
    documented = Concertation.objects.real()
    assert documented.count() == 7
    assert not Takeaway.objects.real().exists(), "no proposition is invented for a real territory"
    for record in documented:
        assert record.is_documented_by_network
        assert record.sources.filter(field="").exists()
        assert all(source.read_on for source in record.sources.all())
        assert all(source.field in {"", "state", *canevas.BY_NAME} for source in record.sources.all())
        assert not any(speaker.name for speaker in record.speakers.all())

    invented = Concertation.objects.exclude(pk__in=documented)
    assert {record.territory.name for record in invented} == {"Saint-Exemple-sur-Loire"}
    assert Takeaway.objects.propositions().count() == 40
    today = timezone.localdate()
    assert FollowUp.objects.late(today).count() >= 3
    assert {state for state, _ in FollowUpState.choices} == set(FollowUp.objects.values_list("state", flat=True))
    assert {decision for decision, _ in Decision.choices} == set(Answer.objects.values_list("decision", flat=True))
    followed, late = invented.order_by("created_at")
    assert followed.state == State.FOLLOW_UP
    assert followed.answered_count == followed.propositions_count == 24
    assert late.days_late(today) == 46
    for record in invented:
        gaps = {one.name for one in canevas.completeness(record).missing}
        assert gaps <= {"closing_report", "closing_message"}, "the example shows a canevas filled in"
    for takeaway in Takeaway.objects.all():
        assert takeaway.text_sha256 == Takeaway.digest(takeaway.text)

    # What a person would have had to do, the history shows as done.
    for step in lifecycle.STEPS[
        : lifecycle.STEPS.index(next(s for s in lifecycle.STEPS if s.target == State.ANSWER_DUE))
    ]:
        assert step.missing(followed) == [], step.label
    assert Answer.objects.filter(answered_on__gt=today).count() == 0
    assert not AuditEvent.objects.filter(at__gt=timezone.now() + datetime.timedelta(days=1)).exists()

    before = (Takeaway.objects.count(), Pledge.objects.count(), AuditEvent.objects.count(), Revision.objects.count())
    facts.load_engaged()
    facts.load_documented()
    fiction.load_people(fiction.load_fiction())
    assert before == (
        Takeaway.objects.count(),
        Pledge.objects.count(),
        AuditEvent.objects.count(),
        Revision.objects.count(),
    )


def test_loading_the_demo_makes_the_pages_again(whole_country: None) -> None:
    versions = [freshness.public_version()]
    for load in (facts.load_engaged, facts.load_documented, fiction.load_fiction):
        load()
        versions.append(freshness.public_version())
    assert len(set(versions)) == 4, "what is written without an action still changes the version of the public data"
