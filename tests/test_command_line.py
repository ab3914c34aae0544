"""The `commun` command."""

import pytest

from commun.__main__ import command_line


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
    assert command_line(typed) == run
