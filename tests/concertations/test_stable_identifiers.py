"""The migration that gives answers and milestones a column for their identifier."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps

from commun.concertations.enums import Decision, FollowUpState
from commun.concertations.models import Answer, FollowUp, Milestone
from tests.concertations.factories import concertation_awaiting_answer

migration = import_module("commun.concertations.migrations.0008_stable_identifiers")
ON = datetime.date(2026, 9, 1)


@pytest.mark.django_db
def test_what_was_published_keeps_its_identifier_and_what_follows_never_takes_it() -> None:
    proposition = concertation_awaiting_answer().takeaways.propositions()[0]
    said = {"author_role": "Maire", "answered_on": ON, "decision": Decision.RETAINED}
    old = Answer.objects.create(proposition=proposition, **said)
    action = FollowUp.objects.create(
        uid=f"{proposition.uid}-s1", proposition=proposition, number=1, title="Agir", owner_role="DSI", due_on=ON
    )
    step = Milestone.objects.create(follow_up=action, on=ON, state=FollowUpState.DONE)
    Answer.objects.update(uid="", number=0)
    Milestone.objects.update(uid="", number=0)

    migration.keep_what_was_published(apps, schema_editor=None)

    old.refresh_from_db()
    step.refresh_from_db()
    assert old.uid == f"{proposition.uid}-r{old.pk}"
    assert step.uid == f"{action.uid}-j{step.pk}"
    new = Answer.objects.create(proposition=proposition, **said)
    assert (new.number, new.uid) == (old.pk + 1, f"{proposition.uid}-r{old.pk + 1}")
