"""The `commun` command."""

import errno
from unittest import mock

import pytest

import commun.__main__ as command


@pytest.mark.parametrize(
    ("typed", "run"),
    [
        (["load-territories"], ["load_territories"]),
        (["build-reference", "a-b.tgz", "--into", "x-y"], ["build_reference", "a-b.tgz", "--into", "x-y"]),
        (["import", "library", "fichier.csv", "--dry-run"], ["import_library", "fichier.csv", "--dry-run"]),
        (["import"], ["import"]),
        (["--version"], ["--version"]),
        ([], []),
    ],
)
def test_commands_are_written_with_dashes(typed, run) -> None:
    assert command.command_line(typed) == run


def test_a_full_disk_ends_any_command_with_what_to_do(monkeypatch) -> None:
    monkeypatch.setattr(command, "execute_from_command_line", mock.Mock(side_effect=OSError(errno.ENOSPC, "No space")))
    with pytest.raises(
        SystemExit, match=r"^Le disque du site est plein : rien n’a été écrit à moitié\. Faites-y de la"
    ):
        command.main()
    monkeypatch.setattr(command, "execute_from_command_line", mock.Mock(side_effect=PermissionError))
    with pytest.raises(PermissionError):
        command.main()
