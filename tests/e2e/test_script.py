"""The optional script, in a real browser that no server feeds: every answer is given by the test."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Dialog, Page, Route, expect

ADDRESS = "http://commun.test/espace/essai/"
SCRIPT = Path(str(finders.find("ui/ui.js"))).read_text()

FORM = """
<form method="post" data-keep="essai"><input type="hidden" name="csrfmiddlewaretoken" value="secret">
<label>Titre <input name="title"></label><label>Accord <input type="checkbox" name="agreed" value="1"></label>
<label>Mot de passe <input type="password" name="word"></label><button>Enregistrer</button></form>
"""
SEARCH = """
<form action="/territoires/"><label for="t">Territoire</label>
<input id="t" name="t" data-suggestions-url="/territoires/suggestions.json" data-suggestions-target="#code">
<input type="hidden" id="code" name="code"><button>Chercher</button></form>
"""
FOUND = [
    {"valeur": "44109", "libelle": "Nantes", "detail": "Loire-Atlantique"},
    {"valeur": "92050", "libelle": "Nanterre"},
]


class Answers:
    """What the pretended site answers; a test changes it between two pages."""

    def __init__(self) -> None:
        self.body = ""
        self.asked: list[str] = []

    def answer(self, route: Route) -> None:
        url = route.request.url
        if url.endswith("/ui.js"):
            route.fulfill(body=SCRIPT, content_type="text/javascript")
        elif "suggestions.json" in url:
            self.asked.append(url)
            route.fulfill(body=json.dumps({"resultats": FOUND}), content_type="application/json")
        else:
            csp = {"Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'"}
            page = f'<!doctype html><html lang="fr"><title>Essai</title><script src="/ui.js" defer></script>{self.body}'
            route.fulfill(body=page, content_type="text/html; charset=utf-8", headers=csp)


@pytest.fixture
def pretended() -> Answers:
    return Answers()


@pytest.fixture
def page(browser: Browser, pretended: Answers) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.route("**/*", pretended.answer)
    yield page
    context.close()
    assert faults == []


def show(page: Page, pretended: Answers, body: str) -> None:
    pretended.body = body
    page.goto(ADDRESS)


def wait_until_kept(page: Page) -> None:
    """Our own loop: Playwright's would evaluate text, which the page's policy refuses."""
    for _ in range(50):
        if page.evaluate("localStorage.length"):
            return
        page.wait_for_timeout(50)
    raise AssertionError("nothing was kept")


def test_summary_of_errors_takes_the_focus(page: Page, pretended: Answers) -> None:
    show(page, pretended, '<div class="error-summary" tabindex="-1" id="erreurs">Un point</div>')
    assert page.evaluate("document.activeElement.id") == "erreurs"


def test_lost_typing_is_found_again_and_restored(page: Page, pretended: Answers) -> None:
    show(page, pretended, FORM)
    page.get_by_label("Titre").fill("Une phrase longue")
    page.get_by_label("Accord").check()
    page.get_by_label("Mot de passe").fill("hunter2")
    wait_until_kept(page)
    kept = page.evaluate("localStorage.getItem(localStorage.key(0))")
    assert "hunter2" not in kept
    assert "secret" not in kept
    page.once("dialog", lambda dialog: dialog.accept())
    show(page, pretended, FORM)
    assert page.get_by_label("Titre").input_value() == ""
    assert page.get_by_role("status").inner_text().startswith("Votre saisie non enregistrée a été retrouvée")
    page.get_by_role("button", name="Reprendre ma saisie").click()
    expect(page.get_by_label("Titre")).to_have_value("Une phrase longue")
    expect(page.get_by_label("Accord")).to_be_checked()


def test_leaving_a_half_written_form_asks_first(page: Page, pretended: Answers) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    show(page, pretended, FORM)
    page.get_by_label("Titre").press_sequentially("abc")
    page.goto(ADDRESS)
    assert asked == ["beforeunload"]


def test_saved_typing_is_forgotten_and_refused_typing_is_kept(page: Page, pretended: Answers) -> None:
    show(page, pretended, FORM)
    page.get_by_label("Titre").fill("Une phrase")
    pretended.body = '<p class="error-summary" tabindex="-1">À corriger</p>'
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_selector(".error-summary")
    assert page.evaluate("localStorage.length") == 1
    show(page, pretended, FORM)
    page.get_by_role("button", name="Reprendre ma saisie").click()
    pretended.body = "<p data-saved>Enregistré</p>"
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_selector("[data-saved]")
    page.wait_for_load_state()  # the script is deferred: the words are on the page before it runs
    assert page.evaluate("localStorage.length") == 0


def test_discarded_typing_is_erased(page: Page, pretended: Answers) -> None:
    show(page, pretended, FORM)
    page.get_by_label("Titre").fill("Une phrase")
    wait_until_kept(page)
    page.once("dialog", lambda dialog: dialog.accept())
    show(page, pretended, FORM)
    page.get_by_role("button", name="L’effacer").click()
    assert page.evaluate("localStorage.length") == 0
    assert page.get_by_role("status").count() == 0


def test_suggestions_are_chosen_by_keyboard(page: Page, pretended: Answers) -> None:
    show(page, pretended, SEARCH)
    field = page.get_by_role("combobox", name="Territoire")
    field.press_sequentially("nan")
    page.get_by_role("option", name="Nantes").wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    field.press("ArrowDown")
    assert page.get_by_role("option", selected=True).inner_text().startswith("Nanterre")
    assert field.get_attribute("aria-activedescendant") == page.get_by_role("option", selected=True).get_attribute("id")
    field.press("Enter")
    assert field.input_value() == "Nanterre"
    assert page.locator("#code").input_value() == "92050"
    assert field.get_attribute("aria-expanded") == "false"
    assert len(pretended.asked) == 1
    assert pretended.asked[0].endswith("?q=nan")


def test_escape_closes_the_suggestions_and_typing_again_forgets_the_code(page: Page, pretended: Answers) -> None:
    show(page, pretended, SEARCH)
    field = page.get_by_role("combobox", name="Territoire")
    field.press_sequentially("nant")
    page.get_by_role("option", name="Nantes").click()
    assert page.locator("#code").input_value() == "44109"
    field.press_sequentially("x")
    assert page.locator("#code").input_value() == ""
    page.get_by_role("option", name="Nantes").wait_for()
    field.press("Escape")
    assert page.get_by_role("option").count() == 0
    assert field.input_value() == "Nantesx"


def test_suggestion_is_written_in_the_words_that_the_field_wants(page: Page, pretended: Answers) -> None:
    """A filter reads "Nantes", a form "Nantes (insee:44109)": the field says which part of the answer it takes."""
    show(
        page,
        pretended,
        '<form><label for="t">Territoire</label><input id="t" name="t"'
        ' data-suggestions-url="/territoires/suggestions.json" data-suggestions-write="libelle"></form>',
    )
    field = page.get_by_role("combobox", name="Territoire")
    field.press_sequentially("nan")
    page.get_by_role("option", name="Nantes").wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == "Nantes"
