"""A query written once gives what Django gives when it writes it anew."""

import datetime
from threading import Thread

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import F

from commun.core.models import AuditEvent
from commun.core.written import Added, Slot, Written
from commun.territories.models import Territory


@pytest.fixture
def events(db) -> list[AuditEvent]:
    about = {"first": AuditEvent, "second": Territory, "third": ContentType, "fourth": AuditEvent}
    types = {verb: ContentType.objects.get_for_model(model) for verb, model in about.items()}
    return [AuditEvent.objects.create(verb=verb, detail={"what": verb}, target_type=types[verb]) for verb in about]


def asked():
    """A number, a text, an instant, an object, a related text and an expression."""
    rows = AuditEvent.objects.order_by("pk")
    return rows.values_list("pk", "verb", "at", "detail", "target_type__model", F("pk") + 1)


def test_values_come_back_as_django_gives_them(events) -> None:
    found = [tuple(row) for row in Written(asked()).run()]
    assert found == list(asked())
    assert isinstance(found[0][2], datetime.datetime) and found[0][3] == {"what": "first"}


def test_each_run_takes_its_own_values_and_sees_the_rows_of_its_time(events) -> None:
    after = Written(asked().filter(pk__gt=Slot("last"), target_type__model__gte=Slot("name"))[:2])
    for event in events:
        for name in ("", "contenttype", "zzz"):
            expected = list(asked().filter(pk__gt=event.pk, target_type__model__gte=name)[:2])
            assert [tuple(row) for row in after.run(last=event.pk, name=name)] == expected
    assert after.run(last=events[-1].pk, name="") == []
    late = AuditEvent.objects.create(verb="late", target_type=events[0].target_type)
    assert [row[0] for row in after.run(last=events[-1].pk, name="")] == [late.pk]


def test_a_list_of_slots_may_hold_the_same_value_twice(events) -> None:
    each = Written(asked().filter(target_type__pk__in=[Slot("one"), Slot("other")]))
    first, second = events[0].target_type_id, events[1].target_type_id
    assert [row[1] for row in each.run(one=second, other=first)] == ["first", "second", "fourth"]
    assert [row[1] for row in each.run(one=second, other=second)] == ["second"]


def test_rows_in_order_are_the_same_and_sqlite_reads_their_table_first(events, django_assert_num_queries) -> None:
    few = asked().filter(pk__gt=Slot("last"), target_type__model__gte="")[:2]
    kept = str(few.query)
    with django_assert_num_queries(2) as queries:
        found = Written(few, in_order=True).run(last=events[0].pk)
        assert found == Written(few).run(last=events[0].pk)
    assert [row[1] for row in found] == ["second", "third"]
    in_order, free = (query["sql"] for query in queries.captured_queries)
    assert ("CROSS JOIN" in in_order) == (connection.vendor == "sqlite")
    assert "CROSS JOIN" not in free
    assert str(few.query) == kept, "the queryset itself is left as it was"


def test_a_value_is_never_read_as_sql(events) -> None:
    named = Written(asked().filter(verb=Slot("verb")))
    assert named.run(verb="first' OR 1=1 --") == []
    assert named.run(verb="100 % %s") == []


def test_a_slot_without_a_value_is_refused(events) -> None:
    with pytest.raises(KeyError, match="last"):
        Written(asked().filter(pk__gt=Slot("last"))).run()


def test_nothing_to_look_for_asks_nothing(db, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert Written(asked().filter(pk__in=[])).run() == []


def test_django_writes_the_query_once(events, monkeypatch, django_assert_num_queries) -> None:
    written = []
    compiler = connection.ops.compiler("SQLCompiler")
    as_sql = compiler.as_sql

    def counted(self, *arguments, **more):
        written.append(self)
        return as_sql(self, *arguments, **more)

    monkeypatch.setattr(compiler, "as_sql", counted)
    after = Written(asked().filter(pk__gt=Slot("last")))
    with django_assert_num_queries(3):
        for event in events[:3]:
            assert after.run(last=event.pk)
    assert len(written) == 1


@pytest.mark.django_db(transaction=True)
def test_threads_share_the_text_and_no_connection() -> None:
    AuditEvent.objects.create(verb="first", detail={"what": "first"})
    query = Written(asked())
    expected = [tuple(row) for row in query.run()]
    found: list[tuple[object, ...]] = []

    def elsewhere() -> None:
        try:
            found.extend(tuple(row) for row in query.run())
        finally:
            connection.close()

    thread = Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == expected


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 2, 700])
def test_rows_added_by_many_are_those_that_django_would_save(count) -> None:
    """Days, numbers, texts that look like SQL, what is not known, and the defaults of what is not given."""
    day, columns = datetime.date(2024, 2, 29), ("uid", "slug", "name", "ended_on", "population", "latitude")
    rows = [
        (f"C{at}", f"c{at}", f"L’« {at} » % %s '", day if at % 2 else None, at or None, at / 7) for at in range(count)
    ]
    keys = Added(Territory, *columns).add(rows)

    found = list(Territory.objects.filter(pk__in=keys).order_by("pk"))
    assert [one.pk for one in found] == keys
    for one, row in zip(found, rows, strict=True):
        assert _values(one) == _values(Territory(**dict(zip(columns, row, strict=True))))


def _values(territory: Territory) -> dict[str, object]:
    return {name: value for name, value in vars(territory).items() if name not in {"_state", "id"}}


def test_statement_that_adds_is_written_once_for_a_number_of_rows(db, django_assert_num_queries) -> None:
    added = Added(AuditEvent, "verb")
    with django_assert_num_queries(3):
        for _again in range(3):
            assert len(added.add([("first",), ("second",)])) == 2
    assert len(added._texts) == 1
    assert [one.detail for one in AuditEvent.objects.all()] == [{}] * 6
