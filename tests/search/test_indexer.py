"""From a write in the database to the index: whatever happens in between, they agree afterwards."""

import json
import threading
from datetime import date, timedelta
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from commun.search import index, indexer, outbox, service
from commun.search.backend import IndexUnavailable
from commun.search.engines.tantivy import TantivyBackend
from commun.search.indexer import GONE, Indexer
from commun.search.models import EVERYTHING, Follower, OutboxLine
from commun.search.values import Query
from commun.territories.models import Territory
from tests.territories.factories import TerritoryFactory


def catch_up() -> None:
    Indexer().catch_up()


def found(text: str) -> list[int]:
    """What the index finds, not the database in its place."""
    answer = service.search(Query(text=text))
    assert not answer.is_degraded
    assert answer.total == len(answer.hits)
    return sorted(hit.key for hit in answer.hits)


def test_what_is_written_changed_then_removed_is_found_as_it_is(territories) -> None:
    catch_up()
    one, other = TerritoryFactory(name="Lorient"), TerritoryFactory(name="Vannes")
    catch_up()
    assert found("lorient") == [one.pk]
    Territory.objects.filter(pk=one.pk).update(name="Quimper")
    catch_up()
    assert found("lorient") == []
    assert found("quimper") == [one.pk]
    other.delete()
    catch_up()
    assert found("vannes") == []
    assert index.backend().size() == 1


def test_what_is_around_a_record_is_followed_too(territories) -> None:
    around = TerritoryFactory(departement_body=True, name="Finistère")
    inside = TerritoryFactory(name="Brest", departement=around)
    catch_up()
    assert found("finistere") == [around.pk, inside.pk]
    Territory.objects.filter(pk=around.pk).update(name="Morbihan")
    catch_up()
    assert found("morbihan") == [around.pk, inside.pk]
    assert found("finistere") == []


def test_a_transaction_larger_than_a_batch_is_read_whole(territories, monkeypatch) -> None:
    catch_up()
    monkeypatch.setattr(outbox, "read", partial(outbox.read, limit=3))
    with transaction.atomic():
        Territory.objects.bulk_create(TerritoryFactory.build_batch(8, name="Ville nouvelle"))
    catch_up()
    assert len(found("nouvelle")) == 8
    assert outbox.read(index.backend().watermark()) is None


def test_a_row_written_many_times_is_read_once(territories) -> None:
    one = TerritoryFactory()
    start = outbox.watermark()
    for name in ("Un", "Deux", "Trois"):
        Territory.objects.filter(pk=one.pk).update(name=name)
    batch = outbox.read(start)
    assert batch is not None
    assert (batch.lines, batch.keys) == (3, {"territories_territory.id": {one.pk}})


def test_a_transaction_that_ends_late_is_not_left_behind(territories) -> None:
    """On PostgreSQL identifiers are committed out of order: one that is read beyond must not hide it."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: there is no other order")
    catch_up()
    has_written, may_end = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            TerritoryFactory(name="Tardive")
            has_written.set()
            may_end.wait(20)
        connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    has_written.wait(20)
    TerritoryFactory(name="Rapide")
    catch_up()
    may_end.set()
    slow.join()
    catch_up()
    assert len(found("tardive")) == 1
    assert len(found("rapide")) == 1


def test_an_indexer_that_dies_before_its_change_is_whole_resumes(territories, monkeypatch) -> None:
    catch_up()
    one = TerritoryFactory(name="Dinan")

    def die(*_lines: object) -> object:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "reached", die)
        with pytest.raises(KeyboardInterrupt):
            catch_up()
    follower = Follower.objects.get()
    assert follower.announced > follower.watermark
    before = index.live()
    catch_up()
    assert found("dinan") == [one.pk]
    assert index.live() == before


def test_a_database_put_back_to_an_earlier_state_has_its_index_built_again(territories) -> None:
    catch_up()
    TerritoryFactory(name="Pontivy")
    catch_up()
    known = list(Follower.objects.values("name", "watermark", "announced"))
    gone = TerritoryFactory(name="Perdue")
    catch_up()
    before = index.live()
    # As a backup would: without a word to the outbox.
    Territory.objects.filter(pk=gone.pk).delete()
    OutboxLine.objects.all().delete()
    Follower.objects.update(watermark=known[0]["watermark"], announced=known[0]["announced"])
    catch_up()
    assert index.live() != before
    assert found("perdue") == []
    assert len(found("pontivy")) == 1


def test_an_index_unknown_to_the_database_is_built_again(territories) -> None:
    catch_up()
    before = index.live()
    Follower.objects.all().delete()
    catch_up()
    assert index.live() != before
    assert Follower.objects.count() == 1


@pytest.mark.parametrize("harm", ["cut", "gone", "other version", "told by a reader"])
def test_an_index_that_cannot_be_read_is_built_again_and_the_database_answers_meanwhile(territories, harm) -> None:
    one = TerritoryFactory(name="Roscoff")
    catch_up()
    live = index.live()
    assert live is not None
    folder = index.folder() / live.name
    if harm == "cut":
        for path in folder.glob("*.idx"):
            path.write_bytes(path.read_bytes()[:20])
    elif harm == "gone":
        (folder / "meta.json").unlink()
    elif harm == "other version":
        stamp = json.loads((folder / "commun.json").read_text())
        (folder / "commun.json").write_text(json.dumps({**stamp, "schema": 0}))
    else:
        index.tell_damaged()
    index._backends.clear()
    answer = service.search(Query(text="Roscoff"))
    assert [hit.key for hit in answer.hits] == [one.pk]
    assert answer.is_degraded is (harm != "told by a reader")
    catch_up()
    assert index.live() != live
    assert found("roscoff") == [one.pk]


def test_other_declarations_build_beside_while_the_old_index_follows(territories, monkeypatch) -> None:
    TerritoryFactory(name="Redon")
    catch_up()
    old = index.live()
    monkeypatch.setattr(index, "content_version", lambda: "other declarations")
    seen: list[bool] = []

    def while_building(_progress: index.Progress) -> None:
        assert index.live() == old
        TerritoryFactory(name="Josselin")
        worker.follow()
        seen.append(len(found("josselin")) == 1)

    worker = Indexer(told=while_building)
    worker.catch_up()
    assert seen == [True]
    assert index.live() != old
    assert len(found("josselin")) == 1
    assert Follower.objects.count() == 1


def test_a_build_that_is_interrupted_leaves_what_was_read(territories) -> None:
    one = TerritoryFactory(name="Concarneau")
    catch_up()
    live = index.live()

    def stop(_progress: index.Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.build(told=stop)
    assert index.live() == live
    assert found("concarneau") == [one.pk]
    assert Follower.objects.count() == 2
    index.clean()
    assert [path.name for path in index.folder().iterdir() if path.is_dir()] == [live and live.name]
    assert Follower.objects.get().name == index.follower_name(live.name if live else "")


def test_an_index_that_was_replaced_remains_a_while_for_its_readers(territories) -> None:
    catch_up()
    old = index.live()
    index.build()
    assert old is not None
    assert (index.folder() / old.name).is_dir()
    index.clean()
    assert (index.folder() / old.name).is_dir()
    index.clean(grace=0)
    assert not (index.folder() / old.name).exists()


def _files_hold(term: str) -> bool:
    """Whether the dictionary of any index on the disk has it: dictionaries are compressed, their bytes tell nothing."""
    every = [path for path in index.folder().iterdir() if path.is_dir()]
    return any(TantivyBackend(path)._read().searcher.terms_with_prefix("text", term) for path in every)


def holds_erased() -> bool:
    live = index.live()
    return live is not None and index.holds_erased(live)


def test_words_of_what_was_erased_leave_the_files_of_the_index(territories, monkeypatch) -> None:
    monkeypatch.setattr(indexer, "AT_REST", 0.0)
    kept, gone = TerritoryFactory(name="Lorient"), TerritoryFactory(name="Xylophonais")
    catch_up()
    assert _files_hold("xylophon")
    gone.delete()
    catch_up()
    assert found("xylophonais") == []
    assert _files_hold("xylophon")
    worker = Indexer()
    monkeypatch.setattr(index, "age", lambda: 3600.0)
    while worker.step() or holds_erased():
        worker._rest()
    worker.close()
    index.clean(grace=0)
    assert not _files_hold("xylophon")
    assert found("lorient") == [kept.pk]


def test_what_was_never_found_has_nothing_built_again(territories) -> None:
    catch_up()
    ended = TerritoryFactory(name="Lorient", ended_on=date(2020, 1, 1))
    catch_up()
    Territory.objects.filter(pk=ended.pk).update(name="Vannes")
    catch_up()
    assert not holds_erased()


def test_what_the_outbox_may_have_missed_has_everything_read_again(territories) -> None:
    catch_up()
    before = index.live()
    with connection.cursor() as cursor:
        # A hole: the write is known to nobody, the line that says so is.
        TerritoryFactory(name="Oubliée")
        cursor.execute("DELETE FROM search_outboxline")
    OutboxLine.objects.create(topic=EVERYTHING, key=0, horizon=outbox.watermark())
    catch_up()
    assert index.live() != before
    assert len(found("oubliee")) == 1


def test_each_machine_follows_alone_and_the_outbox_waits_for_the_slowest(territories, settings, monkeypatch) -> None:
    def on(name: str) -> None:
        settings.DATA_DIR = home / name
        monkeypatch.setenv("COMMUN_MACHINE", name)

    home = Path(settings.DATA_DIR)
    on("fast")
    catch_up()
    on("slow")
    catch_up()
    assert set(Follower.objects.values_list("name", flat=True)) == {
        f"{name}/{path.name}"
        for name in ("fast", "slow")
        for path in (home / name / "search").iterdir()
        if path.is_dir()
    }
    on("fast")
    TerritoryFactory(name="Fougères")
    catch_up()
    catch_up()
    assert len(found("fougeres")) == 1
    assert OutboxLine.objects.count() == 1
    on("slow")
    catch_up()
    assert len(found("fougeres")) == 1
    catch_up()
    assert OutboxLine.objects.count() == 0

    # A machine that was gone for long holds nothing back, and builds again when it comes back.
    Follower.objects.filter(name__startswith="slow").update(seen_at=timezone.now() - GONE - timedelta(hours=1))
    on("fast")
    TerritoryFactory(name="Vitré")
    catch_up()
    catch_up()
    assert OutboxLine.objects.count() == 0
    assert Follower.objects.count() == 1
    on("slow")
    before = index.live()
    catch_up()
    assert index.live() != before
    assert len(found("vitre")) == 1
    for name in ("fast", "slow"):
        on(name)
        index.forget()


def test_one_indexer_works_and_another_leaves_it_alone(territories) -> None:
    TerritoryFactory(name="Auray")
    told = StringIO()
    with index.locked("indexer") as is_mine:
        assert is_mine
        call_command("indexer", "--once", stdout=told)
    assert "déjà" in told.getvalue()
    assert index.live() is None
    call_command("indexer", "--once", stdout=told)
    assert "1 documents sur 1" in told.getvalue()
    assert len(found("auray")) == 1


def test_one_build_at_a_time(territories) -> None:
    with index.locked("build"), pytest.raises(CommandError, match="déjà"):
        call_command("reindex")
    assert index.build() is not None


def test_a_full_disk_leaves_what_was_read_and_says_so(territories, monkeypatch) -> None:
    one = TerritoryFactory(name="Landerneau")
    catch_up()
    TerritoryFactory(name="Landivisiau")
    faults: list[Exception] = []
    tries: list[float] = []

    def refuse(*_lines: object) -> object:
        raise IndexUnavailable("No space left on device")

    def wait(_seconds: float) -> None:
        tries.append(_seconds)
        assert found("landerneau") == [one.pk]
        if len(tries) == 3:
            patched.undo()

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "in_parts", refuse)
        indexer = Indexer(stopping=lambda: len(tries) > 4)
        indexer.run(wait, on_fault=faults.append)
    assert [str(fault) for fault in faults] == ["No space left on device"]
    assert len(found("landivisiau")) == 1
