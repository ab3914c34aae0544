"""What the repository promises about itself."""

import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent.parent


def tracked() -> list[Path]:
    """The files of the repository; outside a checkout, those beside this one."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_the_glossary_names_every_model_and_nothing_else() -> None:
    glossary = (ROOT / "docs/glossaire.md").read_text(encoding="utf-8")
    named = {
        row.split("|")[2].strip().strip("`") for row in glossary.splitlines() if re.match(r"\| [^|]+ \| `\w+` \|", row)
    }
    ours = {model.__name__ for model in apps.get_models() if model.__module__.startswith("commun.")}
    assert named == ours


def test_no_file_is_over_two_megabytes() -> None:
    assert [path.name for path in tracked() if path.stat().st_size > 2_000_000] == []


def test_no_file_names_a_package_registry_or_a_machine() -> None:
    registries = ("pypi" + ".org", "files.pythonhosted" + ".org", "registry.npmjs" + ".org", "--index" + "-url")
    machine = f"{ROOT}/"
    found = [
        (path.relative_to(ROOT), word)
        for path in tracked()
        if path != Path(__file__)
        for word in (*registries, machine)
        if word in text_of(path)
    ]
    assert found == []


def test_each_dependency_is_locked_with_its_hash() -> None:
    for name in ("prod.txt", "dev.txt", "uv.txt"):
        lock = (ROOT / "requirements" / name).read_text()
        pins = re.findall(
            r"^[\w.\-\[\],]+==[^\s\\]+(?: ; [^\\]+)?(?: \\\n\s+--hash=sha256:[0-9a-f]{64})+", lock, re.MULTILINE
        )
        assert len(pins) == len(re.findall(r"^[\w.\-]", lock, re.MULTILINE)), name


def test_each_dependency_says_why_it_is_there() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text()
    lines = re.findall(r'^    "[A-Za-z][^"]*(?:~=|>=|==)[^"]*",.*$|^    "types-[^"]*",.*$', pyproject, re.MULTILINE)
    assert len(lines) > 20
    assert [line for line in lines if "#" not in line] == []


def test_every_decision_record_has_its_parts() -> None:
    for path in (ROOT / "docs/adr").glob("0*.md"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(path.name[:4])}. "), path.name
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in text, (path.name, part)


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for path in tracked():
        # The texts that a release brings to the site lead to its addresses (tests/editorial/test_markdown.py).
        if path.suffix != ".md" or "reference" in path.parts:
            continue
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text_of(path)):
            if not (path.parent / target).exists():
                broken.append((path.relative_to(ROOT), target))
    assert broken == []


def test_make_help_lists_the_commands_that_the_readme_names() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z][a-z0-9-]*):", makefile, re.MULTILINE))
    named = set()
    for name in ("README.md", "CONTRIBUTING.md"):
        named |= set(
            re.findall(r"(?:`|^)make ([a-z][a-z0-9-]*)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        )
    assert named
    assert named <= targets
