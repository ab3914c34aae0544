import os
import threading
import time

import pytest

from commun.core import generated


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path


def read(name: str, version: str, make) -> bytes:
    with generated.opened(name, version=version, suffix=".txt", make=make) as file:
        return file.read()


def test_a_file_is_made_once_for_each_version() -> None:
    calls = []

    def make(path) -> None:
        calls.append(path)
        path.write_text(f"fait {len(calls)} fois")

    assert [read("a", "1", make), read("a", "1", make)] == [b"fait 1 fois"] * 2
    assert read("a", "2", make) == b"fait 2 fois"
    assert [path.name for path in generated.folder().iterdir() if path.name[0] != "."] == ["a.2.txt"]


def test_a_crowd_makes_the_file_once_and_never_two_at_a_time() -> None:
    making, most, calls, refused, got = 0, 0, 0, [], []

    def make(path) -> None:
        nonlocal making, most, calls
        making, calls = making + 1, calls + 1
        most = max(most, making)
        time.sleep(0.2)
        path.write_text("fait")
        making -= 1

    def ask() -> None:
        try:
            got.append(read("a", "1", make))
        except generated.Busy:
            refused.append(1)

    crowd = [threading.Thread(target=ask) for _number in range(12)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert (calls, most) == (1, 1)
    assert set(got) == {b"fait"} and len(got) == 3 and len(refused) == 9


def test_a_maker_that_fails_leaves_nothing_behind_and_the_next_one_succeeds() -> None:
    def fail(path) -> None:
        path.write_text("moitié")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read("a", "1", fail)
    assert [path.name for path in generated.folder().iterdir()] == [".lock"]
    for _time in range(5):
        assert read("a", "1", lambda path: path.write_text("entier")) == b"entier"


def test_old_files_are_forgotten(monkeypatch) -> None:
    monkeypatch.setattr(generated, "_KEPT_FILES", 3)
    for number in range(6):
        read(f"f{number}", "1", lambda path: path.write_text("fait"))
    assert len([path for path in generated.folder().iterdir() if path.name[0] != "."]) == 3


def given(blocks, version: str, *, still=lambda: True):
    return generated.kept_while_given(blocks, "b", version=version, suffix=".txt", still=still)


def kept(version: str) -> bytes | None:
    file = generated.already("b", version=version, suffix=".txt")
    if file is None:
        return None
    with file:
        return file.read()


def test_what_is_given_to_the_end_is_kept_and_takes_the_place_of_the_version_before() -> None:
    assert kept("1") is None
    assert list(given([b"un", b"deux"], "1")) == [b"un", b"deux"]
    assert kept("1") == b"undeux"
    list(given([b"trois"], "2"))
    assert (kept("1"), kept("2")) == (None, b"trois")


def test_what_is_abandoned_half_way_or_has_changed_meanwhile_is_not_kept() -> None:
    abandoned = given([b"un", b"deux"], "1")
    next(abandoned)
    assert kept("1") is None
    abandoned.close()
    assert list(given([b"un"], "1", still=lambda: False)) == [b"un"]
    assert kept("1") is None
    assert list(generated.folder().iterdir()) == []


def test_what_a_stopped_process_left_half_made_is_removed_in_time() -> None:
    generated.folder().mkdir()
    left, fresh = generated.folder() / ".left.txt", generated.folder() / ".fresh.txt"
    for path in (left, fresh):
        path.write_text("moitié")
    os.utime(left, (time.time() - 86_400,) * 2)
    list(given([b"un"], "1"))
    assert not left.exists() and fresh.exists()
