"""The search as anyone uses it: typed, suggested by keyboard, narrowed, corrected, empty; with and without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.site import DESK, Person, Site


@pytest.fixture(scope="module", autouse=True)
def _indexed(site: Site) -> None:
    site.run("reindex")


def found(person: Person) -> int:
    """How many results the page says that it found."""
    match = re.match(r"[\d\s]+", person.page.get_by_role("status").first.inner_text())
    assert match is not None
    return int(re.sub(r"\s", "", match.group()))


def test_without_scripts_from_the_header_to_a_result_by_a_kind_and_a_facet(person: Callable[..., Person]) -> None:
    reader = person("lectrice")
    reader.goes_to("/charte/")
    reader.clicks("Rechercher")
    reader.reads("Comment chercher")
    reader.sees("recherche-vide")
    reader.writes("Mots, expression exacte", "agents")
    reader.submits("Chercher")
    everything = found(reader)
    assert everything > 3
    expect(reader.page.locator("main mark").first).to_be_visible()
    reader.sees("recherche")

    tab = reader.page.get_by_role("navigation", name="Natures de résultats").get_by_role("link", name="Propositions")
    promised = int(re.sub(r"\D", "", tab.inner_text()))
    tab.click()
    assert found(reader) == promised < everything, "a tab finds what it says"
    facets = reader.page.locator("details.shelf-facets")
    facets.locator("summary").click()
    facets.locator("fieldset label").first.locator("input").check()
    reader.submits("Appliquer")
    assert 0 < found(reader) <= promised
    assert "type=propositions" in reader.page.url, "the kind is kept"
    reader.page.go_back()
    assert found(reader) == promised, "the address was the whole question"

    title = reader.page.locator("li.result a").first
    said = title.inner_text()
    title.click()
    reader.reads(said.strip("… "))


def test_suggestions_are_chosen_by_keyboard_and_searched_at_once(person: Callable[..., Person]) -> None:
    reader = person("habitante", screen=DESK, javascript=True)
    reader.goes_to("/")
    field = reader.page.get_by_role("combobox").first
    field.press_sequentially("renn")
    options = reader.page.get_by_role("option")
    expect(options.first).to_be_visible()
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    chosen = field.get_attribute("aria-activedescendant")
    assert chosen is not None
    with reader.page.expect_navigation():
        field.press("Enter")
    assert "/recherche/?q=" in reader.page.url
    reader.reads("Territoires de ce nom")
    reader.sees("recherche-bureau")
    assert reader.faults == []


def test_a_slip_is_told_and_nothing_found_says_why(person: Callable[..., Person]) -> None:
    reader = person("lecteur")
    reader.goes_to("/recherche/?q=inventiare")
    reader.reads(re.compile(r"voici ceux de «\s*inventaire\s*»"))
    reader.goes_to("/recherche/?q=inventaire&annee=1999")
    reader.reads("Rien de public ne répond à cette recherche")
    reader.sees("recherche-rien")
    reader.clicks("Sans le filtre")
    assert found(reader) > 0
    reader.goes_to("/nulle-part/", status=404)
    reader.writes("Chercher dans tout ce qui est public", "inventaire")
    reader.submits("Chercher")
    assert found(reader) > 0


def test_dark_and_wide_the_page_stays_readable(person: Callable[..., Person]) -> None:
    reader = person("lectrice du soir", screen=DESK, dark=True)
    reader.goes_to("/recherche/?q=agents&tri=pertinence")
    assert found(reader) > 0
    reader.sees("recherche-sombre")
