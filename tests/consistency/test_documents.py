"""Documents that repeat what the code says, compared with it."""

import re
from pathlib import Path

from commun.accounts.presenters import rights_markdown

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_page_of_rights_is_the_table_of_rights() -> None:
    written = (ROOT / "docs/utilisateurs/droits.md").read_text(encoding="utf-8")
    assert written == rights_markdown(), "run: commun rights-table > docs/utilisateurs/droits.md"


def test_every_setting_of_the_environment_is_documented_and_no_other() -> None:
    settings = (ROOT / "config/settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"env\.\w+\(\s*\"(\w+)\"", settings))
    for path in (ROOT / "commun").rglob("*.py"):
        read |= set(re.findall(r"os\.environ(?:\.get\(|\[)\s*\"(\w+)\"", path.read_text(encoding="utf-8")))
    page = (ROOT / "docs/exploitation/configuration.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert documented == read - {"DJANGO_SETTINGS_MODULE"}


def test_each_fault_that_is_told_names_a_test_that_is_there() -> None:
    page = (ROOT / "docs/exploitation/pannes.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", page)
    assert len(named) == sum(line.startswith("| ") for line in page.splitlines()) - 1
    for path, name in named:
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), (path, name)
