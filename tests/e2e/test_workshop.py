"""Two coordinators make a finding of three thousand takeaways together: one by keyboard alone, one without script."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.site import DESK, Person, Site

WORLD = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import transaction
from commun.syntheses.actions import corpora, runs
from commun.syntheses.enums import RunKind
from commun.syntheses.queries.corpora import CorpusFilter
from commun.concertations.enums import TakeawayKind
from tests.accounts.factories import coordinator
from tests.syntheses.crowd import crowd

def session(user):
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store.save()
    return store.session_key

with transaction.atomic():
    ana, luc = coordinator(), coordinator()
    for user, name in ((ana, "Ana"), (luc, "Luc")):
        user.name = name
        user.save()
    debates = crowd()
    wanted = CorpusFilter(territories=tuple(one.territory_id for one in debates))
    made = corpora.create(wanted=wanted, title="Ce que demandent trente territoires", by=ana, analyse=False)
    runs.request(corpus=made, kind=RunKind.GROUPS, by=ana)
call_command("worker", "--once")
print("WORLD " + json.dumps({"corpus": made.get_absolute_url(), "items": made.items_count,
                             "ana": session(ana), "luc": session(luc)}))
"""


@pytest.fixture(scope="module")
def world(site: Site) -> dict[str, Any]:
    """Three thousand public takeaways of thirty territories, fixed and grouped; two coordinators signed in."""
    told = site.script(WORLD)
    said = re.search(r"^WORLD (.*)$", told, re.MULTILINE)
    assert said is not None
    found: dict[str, Any] = json.loads(said.group(1))
    assert found["items"] == 3000
    assert "Regroupement par thème" in told
    return found


def signed_in(person: Person, session: str) -> Person:
    person.context.add_cookies([{"name": "sessionid", "value": session, "url": person.site.url}])
    return person


def tabs_to_link(person: Person, text: str, *, most: int = 80) -> None:
    """Only with the Tab key, from where one is."""
    for _step in range(most):
        person.page.keyboard.press("Tab")
        if text in person.page.evaluate("document.activeElement.innerText ?? ''"):
            return
    raise AssertionError(f"Tab never reaches « {text} »")


def tabs_to_field(person: Person, name: str) -> None:
    for _step in range(80):
        person.page.keyboard.press("Tab")
        if person.page.evaluate("document.activeElement.getAttribute('name')") == name:
            return
    raise AssertionError(f"Tab never reaches the field {name}")


def presses(person: Person, *keys: str) -> None:
    for key in keys:
        person.page.keyboard.press(key)


def presses_and_waits(person: Person, key: str) -> None:
    with person.page.expect_navigation():
        person.page.keyboard.press(key)


def title(person: Person) -> str:
    return person.page.locator("h1").inner_text()


def count(person: Person) -> int:
    return int(re.sub(r"\D", "", person.page.locator(".group-count strong").first.inner_text()))


def test_two_coordinators_make_a_finding_of_three_thousand_takeaways_together(
    world: dict[str, Any], person: Callable[..., Person]
) -> None:
    ana = signed_in(person("ana", screen=DESK, javascript=True), world["ana"])
    luc = signed_in(person("luc"), world["luc"])

    # Ana opens the corpus, and goes to its largest group with the Tab key alone.
    ana.goes_to(world["corpus"])
    ana.sees("atelier")
    largest = ana.page.locator(".group-lines a").first.inner_text()
    tabs_to_link(ana, largest)
    presses_and_waits(ana, "Enter")
    assert title(ana) == largest
    ana.reads("Suggéré par la machine")
    there, before = ana.page.url.removeprefix(ana.site.url), count(ana)

    # Luc, on a phone without script, has the same page open.
    luc.goes_to(there)
    luc.sees("groupe-telephone")
    boxes = luc.page.locator("[name=remontees]")
    first, second, third = (boxes.nth(at).get_attribute("value") for at in range(3))

    # She goes down two sentences and puts the second one in the next group; the list is as she left it.
    presses(ana, "j", "j", "m")
    expect(ana.page.locator("#vers")).to_be_focused()
    assert ana.page.locator("[name=remontees]:checked").evaluate_all("all => all.map(one => one.value)") == [second]
    presses(ana, "ArrowDown")
    presses_and_waits(ana, "Enter")
    ana.reads("1 remontée mise dans")
    assert count(ana) == before - 1
    expect(ana.page.locator("[data-item]").nth(1)).to_be_focused()

    # He wants to set the same one aside: nothing is lost nor overwritten, and he is told what she did.
    luc.page.locator(f"[name=remontees][value='{second}']").check()
    luc.page.locator(".act-bar summary").click()
    luc.page.locator("#motif").fill("Une question au maire")
    luc.submits("Écarter")
    luc.reads("Rien n’a changé")
    luc.reads("Vous aviez écrit : « Une question au maire »")
    luc.reads(re.compile(r"Ana, \d\d:\d\d : 1 remontée mise dans"))
    luc.sees("depuis-votre-lecture")

    # On the page as it stands now, he sets the third one aside, and says that the first says the contrary.
    luc.page.locator(f"[name=remontees][value='{third}']").check()
    luc.page.locator(".act-bar summary").click()
    luc.page.locator("#motif").fill("Une question au maire")
    luc.submits("Écarter")
    luc.reads("1 remontée écartée : Une question au maire")
    luc.page.locator(f"[name=remontees][value='{first}']").check()
    luc.page.locator(".act-bar summary").click()
    luc.submits("Contraire")
    luc.reads("Dit le contraire : 1")

    # Ana signs the group as she read it: he changed it meanwhile, so she is told, reads it, and signs.
    presses_and_waits(ana, "r")
    ana.reads("Rien n’a changé")
    ana.reads(re.compile(r"Luc, \d\d:\d\d : 1 remontée écartée"))
    presses(ana, "e")
    ana.page.keyboard.press("Control+a")
    ana.page.keyboard.type("Parler à quelqu’un près de chez soi")
    presses_and_waits(ana, "Enter")
    assert title(ana) == "Parler à quelqu’un près de chez soi"
    presses_and_waits(ana, "r")
    ana.reads("Repris par Ana")
    ana.does_not_read("Suggéré par la machine")
    ana.sees("groupe-repris")

    # One gesture too many, undone with one key.
    presses(ana, "j", "a")
    ana.page.keyboard.type("Par erreur")
    presses_and_waits(ana, "Enter")
    assert count(ana) == before - 3
    presses_and_waits(ana, "u")
    ana.reads("Défait : 1 remontée écartée : Par erreur")
    assert count(ana) == before - 2

    # Luc finds what was said elsewhere and brings it in, still without script.
    luc.page.locator(".workshop-groups summary").click()
    luc.clicks("Toutes, chercher")
    luc.page.locator("#mots").fill("guichet humain")
    luc.submits("Chercher")
    luc.sees("chercher")
    elsewhere = luc.page.locator("[data-item]").filter(has_not_text="Parler à quelqu’un près de chez soi")
    elsewhere.locator("[name=remontees]").first.check()
    luc.page.locator(".act-bar summary").click()
    target = luc.page.locator("#vers option").filter(has_text="Parler à quelqu’un près de chez soi")
    luc.page.locator("#vers").select_option(target.get_attribute("value"))
    luc.submits("Déplacer")
    luc.reads("1 remontée mise dans « Parler à quelqu’un près de chez soi »")
    luc.goes_to(world["corpus"] + "gestes/")
    luc.reads("Par erreur")
    luc.reads("défait depuis")
    luc.sees("gestes")

    # And the group becomes the draft of a finding, whose evidence is what it holds.
    presses_and_waits(ana, "c")
    tabs_to_field(ana, "title")
    ana.page.keyboard.press("Control+a")
    ana.page.keyboard.type("Partout, les habitants veulent pouvoir parler à quelqu’un.")
    tabs_to_link(ana, "Créer le brouillon")
    presses_and_waits(ana, "Enter")
    ana.reads("Le brouillon est créé")
    ana.reads("Partout, les habitants veulent pouvoir parler à quelqu’un.")
    ana.reads(re.compile(rf"\b{before - 1}\b"))
    ana.sees("constat")
    assert not ana.faults, ana.faults


def test_the_keys_are_listed_and_can_be_silenced(world: dict[str, Any], person: Callable[..., Person]) -> None:
    ana = signed_in(person("ana", screen=DESK, javascript=True, dark=True), world["ana"])
    ana.goes_to(world["corpus"])
    presses(ana, "?")
    expect(ana.page.locator(".keys-list")).to_be_visible()
    ana.sees("touches")
    named = {key for row in ana.page.locator(".keys-list kbd").all_inner_texts() for key in row.split()}
    ana.goes_to(ana.page.locator(".group-lines a").first.get_attribute("href") or "")
    shown = set(ana.page.locator("[data-key]").evaluate_all("all => all.map(one => one.dataset.key)"))
    assert shown <= named, "a key of the page that the list does not name"
    ana.page.locator(".keys summary").click()
    ana.page.get_by_label("Répondre aux touches d’une lettre").uncheck()
    ana.page.locator("h1").click()
    presses(ana, "m")
    expect(ana.page.locator("#vers")).not_to_be_focused()
