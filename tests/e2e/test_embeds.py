"""What another site shows of this one, in a real browser."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.e2e.site import AXE_OPTIONS, PHONE, Site


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def town_hall(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Another site: its address, and the file of its page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", tmp_path / "index.html"
    server.shutdown()
    server.server_close()


def test_follow_up_stands_in_the_page_of_another_site(browser: Browser, site: Site, town_hall) -> None:
    """The code that is copied, laid in a page of another origin: shown, without cookie, links beside; never ours."""
    address, file = town_hall
    context = browser.new_context(viewport=PHONE, locale="fr-FR")  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(f"{site.url}/concertations/")
    page.locator("main .rows a[href^='/concertations/']").first.click()
    full = page.url
    page.get_by_role("link", name="Incorporer dans un autre site").click()
    page.locator("details.embed summary").first.click()
    code = page.get_by_label("Code à copier").first.input_value()
    refused = f'<iframe title="x" src="{full}" width="300" height="300"></iframe>'
    file.write_text(f"<!doctype html><html lang=fr><title>Mairie</title><body><h1>Mairie</h1>{code}{refused}")
    elsewhere = context.new_page()
    elsewhere.goto(address)
    expect(elsewhere.frame_locator("iframe").first.get_by_role("heading", level=1)).to_be_visible()
    shown, kept_out = elsewhere.frames[1:]
    assert shown.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert shown.locator("main").evaluate("main => getComputedStyle(main).fontFamily").startswith("-apple-system")
    assert kept_out.url == "chrome-error://chromewebdata/"
    assert context.cookies() == []
    with context.expect_page() as opened:
        elsewhere.frame_locator("iframe").first.get_by_role("link").first.click()
    expect(opened.value).to_have_url(full)
    alone = context.new_page()
    alone.goto(shown.url)
    assert Axe().run(alone, options=AXE_OPTIONS).response["violations"] == []
    context.close()
