"""Every way of writing a watched row leaves a line, in the writer's own transaction; nothing else does."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection, models, transaction

from commun.accounts.models import User
from commun.search import triggers
from commun.search.documents import Watch, sources, watches
from commun.search.models import EVERYTHING, OutboxLine
from commun.territories.models import Territory
from tests.search.sources import TERRITORIES, declared, members
from tests.territories.factories import TerritoryFactory

TOPIC = "territories_territory.id"
OWN = replace(TERRITORIES, watches=(Watch(Territory, columns=("name", "ended_on")),))
PARENT = replace(TERRITORIES, watches=(Watch(Territory, column="departement_id", columns=("name",)),))


@pytest.fixture
def watched(db) -> Iterator[None]:
    with declared(OWN):
        forget()
        yield


def forget() -> None:
    OutboxLine.objects.all().delete()


def lines() -> list[tuple[str, int, bool]]:
    found = list(OutboxLine.objects.order_by("pk").values_list("topic", "key", "is_new"))
    forget()
    return found


def test_a_row_added_by_any_means_leaves_one_line(watched) -> None:
    one = TerritoryFactory()
    assert lines() == [(TOPIC, one.pk, True)]
    many = Territory.objects.bulk_create(TerritoryFactory.build_batch(3))
    assert sorted(lines()) == [(TOPIC, other.pk, True) for other in many]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE territories_territory SET name = 'autrement' WHERE id = %s", [one.pk])
    assert lines() == [(TOPIC, one.pk, False)]


def test_only_the_watched_columns_count_and_only_when_they_change(watched) -> None:
    one = TerritoryFactory(name="Avant", ended_on=None)
    forget()
    one.save()
    Territory.objects.filter(pk=one.pk).update(source="ailleurs", population=3)
    assert lines() == []
    Territory.objects.filter(pk=one.pk).update(name="Après")
    assert lines() == [(TOPIC, one.pk, False)]
    Territory.objects.filter(pk=one.pk).update(ended_on="2026-01-01")
    assert lines() == [(TOPIC, one.pk, False)]
    Territory.objects.filter(pk=one.pk).update(ended_on=None)
    assert lines() == [(TOPIC, one.pk, False)]


def test_a_row_removed_leaves_its_key(watched) -> None:
    some = TerritoryFactory.create_batch(2)
    forget()
    Territory.objects.filter(pk__in=[one.pk for one in some]).delete()
    assert sorted(lines()) == [(TOPIC, one.pk, False) for one in some]


def test_a_row_that_moves_tells_where_it_was_and_where_it_is(db) -> None:
    with declared(PARENT):
        first, second = TerritoryFactory.create_batch(2, departement_body=True)
        lone = TerritoryFactory()
        forget()
        topic = "territories_territory.departement_id"
        member = TerritoryFactory(departement=first)
        assert lines() == [(topic, first.pk, False)]
        Territory.objects.filter(pk=member.pk).update(departement=second)
        assert sorted(lines()) == [(topic, first.pk, False), (topic, second.pk, False)]
        Territory.objects.filter(pk=member.pk).update(departement=None)
        assert lines() == [(topic, second.pk, False)]
        lone.delete()
        assert lines() == []


def test_what_two_sources_watch_is_written_once_and_hides_nothing_new(db) -> None:
    with declared(TERRITORIES):
        forget()
        one = TerritoryFactory()
        # The second watch leads elsewhere from the same column: the row may be a part of what an index holds.
        assert lines() == [(TOPIC, one.pk, False)]
        Territory.objects.filter(pk=one.pk).update(source="vu par le premier seul")
        assert lines() == [(TOPIC, one.pk, False)]
        assert {watch.reach for _source, watch in watches()} == {None, members}


@pytest.mark.django_db(transaction=True)
def test_a_line_shares_the_fate_of_its_transaction() -> None:
    with declared(OWN):
        forget()
        with pytest.raises(RuntimeError), transaction.atomic():
            TerritoryFactory()
            raise RuntimeError
        assert lines() == []
        with transaction.atomic():
            one, other = TerritoryFactory.create_batch(2)
        found = list(OutboxLine.objects.order_by("pk"))
        assert [line.key for line in found] == [one.pk, other.pk]
        horizons = {line.horizon for line in found}
        assert len(horizons) == 1
        assert (horizons == {0}) is (connection.vendor == "sqlite")


def test_installing_again_changes_nothing_and_costs_one_query(watched, django_assert_num_queries) -> None:
    before = triggers.installed()
    with django_assert_num_queries(1):
        assert triggers.install() == 0
    assert triggers.installed() == before
    assert lines() == []


def test_a_declaration_that_changes_replaces_its_triggers_and_asks_for_a_full_reading(watched) -> None:
    before = triggers.installed()
    assert set(before.values()) == {"territories_territory"}
    wider = replace(OWN, watches=(Watch(Territory, columns=("name", "ended_on", "source")),))
    with declared(wider):
        assert lines() == [(EVERYTHING, 0, False)]
        assert len(triggers.installed()) == len(before)
        assert not triggers.installed().keys() & before.keys()
        assert triggers.missing() == ()
    with declared():
        assert triggers.installed() == {}


def test_a_trigger_dropped_by_hand_is_told_then_made_again(watched) -> None:
    assert triggers.missing() == ()
    triggers.uninstall({"territories"})
    assert triggers.missing() == (TOPIC,)
    assert triggers.install() == 1
    assert triggers.missing() == ()


@pytest.mark.django_db(transaction=True)
def test_a_table_made_again_by_a_migration_has_its_triggers_back() -> None:
    with declared(OWN):
        field = Territory._meta.get_field("source")
        shorter = models.CharField(max_length=299, blank=True)
        shorter.set_attributes_from_name("source")
        triggers.uninstall({"territories"})
        with connection.schema_editor() as editor:
            editor.alter_field(Territory, field, shorter)
            editor.alter_field(Territory, shorter, field)
        call_command("migrate", verbosity=0, interactive=False)
        assert triggers.missing() == ()
        forget()
        one = TerritoryFactory()
        assert lines() == [(TOPIC, one.pk, True)]


def test_the_triggers_of_every_app_are_there_in_a_database_that_was_migrated(db) -> None:
    assert triggers.missing() == ()
    assert {trigger.topic for trigger in triggers.declared()} == {
        f"{watch.model._meta.db_table}.{watch.column}" for source in sources().values() for watch in source.watches
    }


def test_a_watched_table_that_does_not_exist_yet_waits(db) -> None:
    class Later(models.Model):
        class Meta:
            app_label = "nowhere"
            managed = False

    with declared(replace(TERRITORIES, watches=(Watch(Later),))):
        assert triggers.missing() == ("nowhere_later.id",)
    assert triggers.missing() == ()
    assert User.objects.count() == 0
