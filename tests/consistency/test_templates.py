"""Templates: all load, all are used, none holds inline code, none calls a third party."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(path for path in (ROOT / "commun").rglob("templates/**/*") if path.is_file())
PYTHON = "\n".join(path.read_text() for path in sorted((ROOT / "commun").rglob("*.py")))
TEXTS = {path: path.read_text() for path in TEMPLATES}

BY_NAME_ELSEWHERE = ("account/", "mfa/", "socialaccount/", "allauth/", "usersessions/", "elements/")
"""Folders whose templates override those of a library, which asks for them by name."""

AWAITED = {"territories/_territory_form.html"}
"""Partials laid by an app for a page of a higher one that is still to come."""

INLINE = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.I),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a script address": re.compile(r"javascript:", re.I),
    "a third party": re.compile(
        r"<(?:script|link|img|iframe|source|audio|video|use)\b[^>]*(?:src|href)=[\"']?(?:https?:)?//", re.I
    ),
}


def name(path: Path) -> str:
    return path.as_posix().split("/templates/", 1)[1]


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 3


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_loads(path: Path) -> None:
    assert Path(get_template(name(path)).template.origin.name) == path  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".html"], ids=name)
def test_template_holds_no_inline_code(path: Path) -> None:
    text = re.sub(r"\{%.*?%\}", "", TEXTS[path], flags=re.S)
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_is_used(path: Path) -> None:
    wanted = name(path)
    if wanted.startswith(BY_NAME_ELSEWHERE):
        return
    others = "\n".join(text for other, text in TEXTS.items() if other != path)
    if "/mails/" in wanted:  # mails are named by their stem: the subject and the text go together
        stem = path.stem.removesuffix("_subject")
        if f'"{stem}"' in PYTHON:
            return
    used = f'"{wanted}"' in PYTHON or f'"{wanted}"' in others
    assert used != (wanted in AWAITED), f"{wanted} is used nowhere, or no longer awaited"


def test_the_scan_sees_what_it_looks_for() -> None:
    bad = (
        '<p style="x">',
        "<style>",
        "<script>1</script>",
        '<a onclick="x">',
        '<a href="javascript:x">',
        '<img src="//a.fr/x">',
    )
    for source, pattern in zip(bad, INLINE.values(), strict=True):
        assert pattern.search(source)
    assert not INLINE["an inline script"].search('<script src="/a.js" defer></script>')
