"""Markdown: what comes out holds nothing that anyone typed as HTML, and reads as a page of ours."""

import itertools
import re
import time

import pytest
from django.template import engines
from django.urls import resolve, reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.editorial import facts, markdown
from commun.editorial.actions.reference import FOLDER, page_files

HOSTILE = (
    "<script>alert(1)</script>",
    "[a](javascript:alert(1))",
    "![a](https://ailleurs.fr/trace.png)",
    '<img src=x onerror="alert(1)">',
    "[a](data:text/html;base64,AAAA)",
    "<https://exemple.fr/\"onmouseover='x'>",
    "[[duree-de-session]]<b>",
    "| a |\n|:-:|\n| <i>b</i> |",
)
_TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
_OPENING = re.compile(r"<[^>]*\s(on\w+|style|srcset|formaction)\s*=", re.IGNORECASE)


@pytest.mark.once("asks no database")
@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30)), max_size=5))
def test_nothing_typed_becomes_a_script_a_style_or_a_foreign_picture(parts) -> None:
    made = str(markdown.render("\n\n".join(parts)).html)
    tags = {name for _close, name, _rest in _TAG.findall(made)}
    assert not tags & {"script", "img", "iframe", "style", "form", "input", "svg", "object", "b", "i"}
    assert not _OPENING.search(made)
    assert not re.search(r'href="\s*(javascript|data|vbscript)', made, re.IGNORECASE)


@pytest.mark.once("asks no database")
@pytest.mark.parametrize(
    "text",
    [
        "- " * 10_000 + "x",
        ">" * 10_000 + "x",
        "# a\n" * 5_000,
        "[" * 5_000,
        "[a](" * 5_000,
        "*a_ " * 5_000,
        "|" + "a|" * 1_000 + "\n|" + "-|" * 1_000 + "\n" + "|x\n" * 200,
        "[[a]]" * 4_000,
    ],
    ids=["lists", "quotes", "titles", "brackets", "links", "stars", "table", "facts"],
)
def test_a_text_made_to_exhaust_the_machine_is_rendered_all_the_same(text: str) -> None:
    """Counted in processor time, so that a busy machine says the same; twenty times what each takes."""
    began = time.process_time()
    made = str(markdown.render(text).html)
    assert time.process_time() - began < 15
    assert made.count("<") < 2_000_000
    assert not {name for _close, name, _rest in _TAG.findall(made)} & {"script", "img"}


@pytest.mark.once("asks no database")
@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#x6a;avascript:alert(1)",
        "java&Tab;script:alert(1)",
        "vbscript:x",
        "data:text/html;base64,AAAA",
        "data:image/svg+xml;base64,AAAA",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_acts_is_no_link(address: str) -> None:
    made = str(markdown.render(f"[a]({address}) <{address}> [b][1]\n\n[1]: {address}\n\n![c]({address})").html)
    schemes = re.findall(r'(?:href|src)="\s*([a-z][a-z0-9+.-]*):', made, re.IGNORECASE)
    assert not schemes, "an encoded tab makes an address of this site, not a script"


@pytest.mark.once("asks no database")
def test_titles_go_under_that_of_the_page_and_none_is_skipped() -> None:
    made = markdown.render("### Deux\n\n##### Trois\n\n### Deux\n\n# Un")
    assert [one.anchor for one in made.titles] == ["deux", "trois", "deux-2", "un"]
    levels = [int(level) for level in re.findall(r"<h(\d)", str(made.html))]
    assert levels[0] == 2
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.once("asks no database")
def test_a_link_that_leaves_says_so_and_a_word_leads_to_the_glossary(settings) -> None:
    settings.SITE_URL = "https://commun.exemple.fr"
    made = str(
        markdown.render(
            "[a](https://ailleurs.fr/) [b](/aide/) [c](https://commun.exemple.fr/x) [d](//ailleurs.fr/)\n\n"
            "[e](terme:remontee)"
        ).html
    )
    assert re.findall(r'<a href="([^"]*)" rel="external noopener">', made) == ["https://ailleurs.fr/", "//ailleurs.fr/"]
    assert f'href="{reverse("editorial:term", args=["remontee"])}">e' in made


@pytest.mark.once("asks no database")
def test_a_fact_is_read_from_the_code(settings) -> None:
    settings.RETENTION_YEARS = 7
    assert "7\xa0ans" in markdown.plain("Gardées [[duree-de-conservation]].").replace(" ", "\xa0")
    assert facts.unknown_in("[[inconnu]] [[rappel]]") == ["inconnu"]


@pytest.mark.once("reads files")
def test_the_pages_of_a_release_quote_known_facts_and_known_words() -> None:
    known = set(re.findall(r'"slug": "([^"]+)"', (FOLDER / "glossary.json").read_text(encoding="utf-8")))
    pages = page_files()
    assert {page.slug for page in pages} >= {"guide-habitants", "guide-elus", "guide-agents", "guide-exploitants"}
    for page in pages:
        assert facts.unknown_in(page.written.body) == []
        assert markdown.term_slugs(page.written.body) <= known
        assert all(resolve(href) for href in re.findall(r"\]\((/[^)]*)\)", page.written.body))
        assert not re.search(r"\d+ (jours|mois|ans)\b", page.written.body), "a delay is read from the code"


@pytest.mark.once("reads files")
def test_every_word_that_a_template_leads_to_is_in_the_glossary() -> None:
    known = set(re.findall(r'"slug": "([^"]+)"', (FOLDER / "glossary.json").read_text(encoding="utf-8")))
    root = FOLDER.parent.parent
    used = {
        slug
        for path in root.rglob("templates/**/*.html")
        for slug in re.findall(r'{% term "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert used
    assert used <= known
    shown = engines["django"].from_string('{% load glossary %}{% term "remontee" "remontées" %}').render()
    assert shown == '<a class="term" href="/glossaire/remontee/">remontées</a>'
