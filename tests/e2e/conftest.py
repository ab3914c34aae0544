"""One server for the session, with the demo's data; browsers at phone and desk size, with and without JavaScript."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.network import COORDINATION, PEOPLE
from tests.e2e.second_factor import enrols
from tests.e2e.site import DESK, PHONE, Person, Site, chromium

# Playwright's synchronous driver runs an event loop, in which Django would refuse to work; nothing here does.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("Chromium n’est pas installé (paquet Debian chromium)")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(Path(tmp_path_factory.mktemp("site")), settings={"COMMUN_REPLY_EMAIL": "reponses@commun.example"})
    prepared = os.environ.get(
        "E2E_DATA"
    )  # a data folder where `commun demo` ran: saves half a minute while writing tests
    if prepared:
        shutil.copytree(prepared, site.folder / "data")
    else:
        site.run("demo")
    site.start()
    yield site
    site.stop()


@pytest.fixture
def person(browser: Browser, site: Site) -> Iterator[Callable[..., Person]]:
    """`person("référent", "a@b.fr")`: at 360 px without JavaScript, unless told otherwise."""
    contexts = []

    def arrive(
        name: str, address: str = "", *, screen: dict[str, int] = PHONE, javascript: bool = False, dark: bool = False
    ) -> Person:
        context = browser.new_context(
            viewport=screen,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            locale="fr-FR",
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Person(site, context, name, address, javascript=javascript)

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def network(site: Site, browser: Browser) -> Iterator[Callable[[str], Person]]:
    """Two people of the network, signed in with their second factor once for all the walks of the session."""
    site.script(PEOPLE)
    arrived: dict[str, Person] = {}

    def of(address: str) -> Person:
        if address not in arrived:
            screen = DESK if address == COORDINATION else PHONE
            context = browser.new_context(viewport=screen, java_script_enabled=False, locale="fr-FR")  # type: ignore[arg-type]
            context.set_default_timeout(10_000)
            person = arrived[address] = Person(site, context, address.partition(".")[0], address)
            person.signs_in()
            person.goes_to("/espace/agenda/")
            enrols(person)
        return arrived[address]

    yield of
    for person in arrived.values():
        person.context.close()
