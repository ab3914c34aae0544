"""What the network and the territories have to do about syntheses stands among what they have to do."""

import datetime

import pytest
from django.utils import timezone

from commun.accounts.desk import desk_of
from commun.accounts.enums import NetworkRole
from commun.syntheses import todo
from commun.syntheses.actions import findings, syntheses
from tests.accounts.factories import member, network_member, referent
from tests.syntheses.situations import coordinator, drafted, in_preview, published

pytestmark = pytest.mark.django_db


def titles(provider, user, *, in_days: int = 0) -> list[str]:
    desk = desk_of(user=user, on=timezone.localdate() + datetime.timedelta(days=in_days))
    return [f"{task.title} | {task.detail}" for task in provider(desk)]


def test_a_draft_waits_for_a_signature_and_no_more_once_signed() -> None:
    finding = drafted()
    scientist = network_member(NetworkRole.COUNCIL)
    for person in (coordinator(), scientist):
        assert titles(todo.findings_to_sign, person) == [f"Relire et signer un constat | {finding.title}"]
    assert titles(todo.findings_to_sign, member(finding.evidence.all()[0].takeaway.concertation.territory)) == []
    findings.sign(finding=finding, by=coordinator())
    assert titles(todo.findings_to_sign, coordinator()) == []


def test_a_synthesis_is_to_publish_the_day_after_its_last_day_once_every_comment_is_answered() -> None:
    synthesis = in_preview()
    contributor = synthesis.contributors.select_related("territory", "synthesis").get()
    assert titles(todo.syntheses_to_publish, coordinator(), in_days=21) == []
    assert len(titles(todo.syntheses_to_publish, coordinator(), in_days=22)) == 1
    said = syntheses.comment(contributor=contributor, text="Une nuance.", by=referent(contributor.territory))
    assert titles(todo.syntheses_to_publish, coordinator(), in_days=22) == []
    assert len(titles(todo.comments_to_answer, coordinator())) == 1
    syntheses.answer(comment=said, text="Elle est reprise.", by=coordinator())
    assert len(titles(todo.syntheses_to_publish, coordinator(), in_days=22)) == 1


def test_a_synthesis_is_to_publish_at_once_when_every_territory_said_enough() -> None:
    synthesis = in_preview()
    contributor = synthesis.contributors.select_related("territory", "synthesis").get()
    by = referent(contributor.territory)
    assert len(titles(todo.previews_to_read, by)) == 1
    syntheses.say_enough(contributor=contributor, by=by)
    assert titles(todo.previews_to_read, by) == []
    assert len(titles(todo.syntheses_to_publish, coordinator())) == 1
    assert titles(todo.syntheses_to_publish, network_member(NetworkRole.COUNCIL)) == [], "only those who may publish"
    syntheses.publish(synthesis=synthesis, by=coordinator())
    assert titles(todo.syntheses_to_publish, coordinator()) == []


def test_what_is_to_do_costs_the_same_whatever_there_is(django_assert_max_num_queries) -> None:
    for _number in range(3):
        drafted()
        in_preview()
        published()
    desk = desk_of(user=coordinator(), on=timezone.localdate())
    with django_assert_max_num_queries(5):
        tasks = [task for one in (todo.findings_to_sign, todo.syntheses_to_publish, todo.comments_to_answer,
                                  todo.findings_to_read_again) for task in one(desk)]  # fmt: skip
    assert len(tasks) == 3
