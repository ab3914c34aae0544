"""The documentation of the API as whoever writes a program meets it: read, and tried from the page, with nothing but
the keys of a keyboard, with and without scripts."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.site import DESK, PHONE, Person

MOST_STEPS = 200


def reaches(reader: Person, wanted: Locator) -> None:
    """From key to key, as someone who has no mouse."""
    for _step in range(MOST_STEPS):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        reader.page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {wanted}")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("screen", "javascript"), [(PHONE, False), (DESK, True)], ids=["phone", "desk"])
def test_an_operation_is_tried_with_the_keyboard_alone(
    person: Callable[..., Person], screen: dict[str, int], javascript: bool, dark: bool
) -> None:
    reader = person("développeuse", screen=screen, javascript=javascript, dark=dark)
    reader.goes_to("/api/v1/docs")
    reader.sees("api")
    main = reader.page.get_by_role("main")

    reaches(reader, main.get_by_role("link", name="Ressources", exact=True))
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    assert reader.page.url.endswith("/api/ressources/")
    reader.sees("api-collection")

    reaches(reader, main.get_by_label("champs", exact=True))
    reader.page.keyboard.type("identifiant,inconnu")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    answer = main.get_by_label("Contenu de la réponse")
    assert json.loads(answer.inner_text())["status"] == 422
    reader.sees("api-refus")

    reaches(reader, main.get_by_label("champs", exact=True))
    reader.page.keyboard.press("Control+A")
    reader.page.keyboard.type("identifiant")
    reaches(reader, main.get_by_role("button", name="Demander"))
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    assert reader.page.url.endswith("#reponse")
    expect(main.get_by_role("heading", name="Réponse", exact=True)).to_be_in_viewport()
    shown = json.loads(answer.inner_text())
    assert shown["donnees"] and all(set(one) == {"identifiant", "chemins"} for one in shown["donnees"])

    assert not reader.faults, reader.faults
    assert not reader.strangers, reader.strangers

    # The browser shows what a program gets.
    reaches(reader, main.get_by_role("link", name="Ouvrir cette adresse"))
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    assert json.loads(reader.page.locator("body").inner_text())["donnees"] == shown["donnees"]
