"""The index kept for the day: a process that starts from it finds what one that reads everything finds."""

import pickle

import pytest
import time_machine

from commun.core import freshness, generated
from commun.library.actions.publication import publish, withdraw
from commun.library.models import PublishedSheet
from commun.library.queries import index
from tests.accounts.factories import UserFactory
from tests.library.factories import published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_large_library(monkeypatch) -> None:
    """« Large » from three sheets on."""
    monkeypatch.setattr(index, "_READ_ONE_BY_ONE", 2)
    for name in ("Repérer les fuites", "Trier les courriers", "Compter les vélos", "Arroser les jardins"):
        published(title=name)


def files() -> list[str]:
    return [path.name for path in generated.folder().glob("library-index.*")]


def told(snapshot: index.Snapshot) -> dict:
    """What the index says, by the keys of the sheets: positions may differ."""
    held, alive = snapshot.index, snapshot.alive
    keys = {at: one.key for at, one in enumerate(held.entries)}

    def sheets(bits: int) -> set[int]:
        return {keys[at] for at in range(snapshot.size) if (bits & alive) >> at & 1}

    facets = {(name, value): sheets(bits) for name in held.facets for value, bits in held.values(name)}
    words = {stem: sheets(held.holding(stem)) for stem in held.stems}
    titles = {stem: sheets(held.in_titles(stem)) for stem in held.titles}
    return {
        "facets": {value: found for value, found in facets.items() if found},
        "words": {stem: found for stem, found in words.items() if found},
        "titles": {stem: found for stem, found in titles.items() if found},
        "real": sheets(snapshot.real),
        "entries": {keys[at]: held.entries[at] for at in range(snapshot.size) if alive >> at & 1},
    }


def started_again() -> index.Snapshot:
    index.forget()
    return index.now()


def test_a_process_that_starts_says_what_one_that_reads_everything_says(monkeypatch) -> None:
    index.now()
    assert len(files()) == 1
    fuites, courriers, *_others = PublishedSheet.objects.order_by("pk")
    fuites.deployment.title = "Réparer les canalisations"
    fuites.deployment.save()
    publish(sheet=fuites.deployment, by=None)
    withdraw(sheet=courriers.deployment, by=UserFactory(), reason="Le marché est clos.")
    published(title="Entretenir les ponts")
    from_file = told(started_again())
    generated.folder().joinpath(*files()).unlink()
    assert from_file == told(started_again())
    assert not any("courri" in word for word in from_file["words"])


def test_only_what_changed_is_read_again(monkeypatch) -> None:
    index.now()
    late = published(title="Entretenir les ponts")
    read = []
    reading = index.Index.read

    def counted(self, keys, *, every):
        read.append(set(keys))
        return reading(self, keys, every=every)

    monkeypatch.setattr(index.Index, "read", counted)
    started_again()
    assert read == [{late.pk}]


def test_the_file_of_yesterday_of_another_release_or_damaged_is_not_read(monkeypatch) -> None:
    index.now()
    (name,) = files()
    monkeypatch.setattr(index, "code_version", lambda: "another-release-of-commun")
    assert index._kept() is None
    monkeypatch.undo()
    assert index._kept() is not None
    with time_machine.travel("2030-01-01"):
        assert index._kept() is None
    for content in (b"", b"abc", generated.folder().joinpath(name).read_bytes()[:-20]):
        generated.folder().joinpath(name).write_bytes(content)
        assert index._kept() is None
        assert started_again().size == 4


def test_a_small_library_is_read_rather_than_kept(monkeypatch) -> None:
    monkeypatch.setattr(index, "_READ_ONE_BY_ONE", 400)
    index.now()
    assert files() == []


def test_the_file_holds_nothing_but_what_is_public() -> None:
    held = published(title="Compter les passages")
    PublishedSheet.objects.filter(pk=held.pk).update(network_values={"need": "rien que pour le réseau"})
    freshness.touch("sheets.changed")
    started_again()
    (name,) = files()
    content = generated.folder().joinpath(name).read_bytes()
    assert b"passages" in content and b"rien que pour" not in content
    assert pickle.loads(content).version == freshness.public_version()
