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
