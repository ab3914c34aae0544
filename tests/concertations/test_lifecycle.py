"""Each step of the life cycle: refused with its reason, then opened."""

import pytest

from commun.concertations.actions import lifecycle
from commun.concertations.enums import State
from tests.concertations.factories import (
    concertation_awaiting_answer,
    concertation_under_way,
    published_concertation,
    restituted_concertation,
)

pytestmark = pytest.mark.django_db


def test_situations_stand_where_they_say() -> None:
    assert published_concertation().state == State.PREPARATION
    assert concertation_under_way().state == State.UNDER_WAY
    assert restituted_concertation(propositions=2).propositions_count == 2
    assert concertation_awaiting_answer().answer_due_on is not None
    assert lifecycle.DEFAULT_ANSWER_MONTHS == 6
