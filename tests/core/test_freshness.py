import datetime

import time_machine
from django.utils import timezone

from commun.core import audit, freshness
from commun.core.models import AuditEvent
from tests.territories.factories import TerritoryFactory


def test_the_version_changes_with_every_action(db) -> None:
    territory = TerritoryFactory()
    before = freshness.public_version()
    assert freshness.public_version() == before
    audit.record("territory.renamed", target=territory, by=None)
    assert freshness.public_version() != before


def test_the_version_changes_when_rows_are_loaded_without_an_action(db) -> None:
    before = freshness.public_version()
    freshness.touch("territories.loaded")
    assert freshness.public_version() != before


def test_the_version_changes_at_midnight_in_paris(db) -> None:
    with time_machine.travel(datetime.datetime(2026, 6, 1, 21, 59, tzinfo=datetime.UTC), tick=False) as clock:
        evening = freshness.public_version()
        assert timezone.localdate() == datetime.date(2026, 6, 1)
        clock.shift(datetime.timedelta(minutes=2))
        assert freshness.public_version() != evening


def test_a_transaction_that_ends_after_a_later_one_changes_the_version_too(db) -> None:
    for verb in ("first", "second", "third"):
        freshness.touch(verb)
    late = AuditEvent.objects.get(verb="second")
    number = late.pk
    late.delete()
    before = freshness.public_version()
    AuditEvent.objects.create(pk=number, verb="second")
    assert freshness.public_version() != before


def test_the_version_costs_one_query(db, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        freshness.public_version()


def test_one_page_reads_the_version_once_and_the_next_reads_it_again(db, django_assert_num_queries) -> None:
    with django_assert_num_queries(1), freshness.one_version():
        before = freshness.public_version()
        assert freshness.kept("x", lambda: "made") == "made"
        assert freshness.public_version() == before
    freshness.touch("territories.loaded")
    with freshness.one_version():
        assert freshness.public_version() != before
