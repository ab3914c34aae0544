"""A real server on real files, and people in front of a real browser."""

import datetime
import email
import email.policy
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}
# RGAA refers to WCAG 2.1 AA; we hold 2.2 AA and axe's own good practices as well.
AXE_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4", "best-practice"]}


@dataclass
class Site:
    """A server with its own data folder and its own clock."""

    folder: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def clock(self) -> Path:
        return self.folder / "clock"

    @property
    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("COMMUN_", "DATABASE_"))}
        return {
            **kept,
            "COMMUN_DATA_DIR": str(self.folder / "data"),
            "COMMUN_SITE_URL": self.url,
            "COMMUN_TEST_CLOCK": str(self.clock),
            "PYTHONPATH": str(ROOT),
            **self.settings,
        }

    def run(self, *command: str) -> str:
        """A `commun` command on this site's data."""
        done = subprocess.run(
            [str(BIN / "commun"), *command], env=self.environment, capture_output=True, text=True, cwd=ROOT, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def migrate(self) -> None:
        """An empty site: copied from what the tests start from (bin/prepare-tests), made here without it."""
        ready = Path(os.environ.get("COMMUN_TESTS_MIGRATED", ""))
        if not ready.is_file():
            self.run("migrate", "--verbosity", "0")
            return
        (self.folder / "data").mkdir(parents=True)
        shutil.copy(ready, self.folder / "data/commun.sqlite3")

    def script(self, code: str) -> str:
        """A few lines of Python inside this site, for what no page offers."""
        return self.run("shell", "--no-imports", "-c", code)

    def start(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.clock.parent.mkdir(parents=True, exist_ok=True)
        self.clock.touch()
        command = [str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)]
        command += [
            "--workers",
            "1",
            "--blocking-threads",
            "2",
            "--log-level",
            "warning",
            "tests.e2e.clock_wsgi:application",
        ]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=log, stderr=log)
        for _attempt in range(600):
            try:
                urllib.request.urlopen(f"{self.url}/sante/", timeout=2).close()
            except urllib.error.HTTPError:
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
            else:
                return
        self.stop()
        raise AssertionError((self.folder / "server.log").read_text())

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=10)
            self.process = None

    def travel(self, to: datetime.datetime) -> None:
        self.clock.write_text(to.astimezone().isoformat())

    def back_to_now(self) -> None:
        self.clock.write_text("")

    def last_mail(self, to: str) -> str:
        """The text of the newest mail sent to this address."""
        folder = self.folder / "data" / "mails"
        for path in sorted(folder.iterdir(), key=lambda one: one.stat().st_mtime_ns, reverse=True):
            for raw in reversed(path.read_bytes().split(b"-" * 79)):
                message = email.message_from_bytes(raw.strip(), policy=email.policy.default)
                if to in str(message.get("To", "")):
                    body = message.get_body(("plain",))
                    return str(body.get_content()) if body is not None else ""
        raise AssertionError(f"no mail to {to}")


class Person:
    """Somebody in front of a browser. `see` is called on each page: accessible, no sideways scrolling, pictured."""

    def __init__(
        self, site: Site, context: BrowserContext, name: str, address: str = "", *, javascript: bool = False
    ) -> None:
        self.site, self.context, self.name, self.address = site, context, name, address
        self.javascript = javascript
        self.page: Page = context.new_page()
        self.strangers: list[str] = []
        self.page.on("request", lambda request: self._note(request.url))
        self.faults: list[str] = []
        self.page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        self.pictures = 0

    def _note(self, url: str) -> None:
        if not url.startswith((self.site.url, "data:", "blob:")):
            self.strangers.append(url)

    def goes_to(self, path: str, status: int = 200) -> None:
        response = self.page.goto(f"{self.site.url}{path}")
        assert response is not None
        assert response.status == status, f"{path}: {response.status}"

    def sees(self, picture: str = "") -> None:
        """Check the page in front of this person, and keep a picture of it when pictures are asked for.

        Axe and the ruler are scripts: where this person's browser runs none, the very HTML received is shown again to
        one that does, our own scripts left out.
        """
        page = self.page if self.javascript else self._mirror()
        results = Axe().run(page, options=AXE_OPTIONS)
        assert results.violations_count == 0, f"{self.page.url}\n{results.generate_report()}"
        width = page.evaluate("document.documentElement.scrollWidth")
        bound = (self.page.viewport_size or PHONE)["width"]
        assert width <= bound, f"{self.page.url} is {width} px wide on a screen of {bound}"
        assert not self.strangers, self.strangers
        if page is not self.page:
            page.context.close()
        folder = os.environ.get("COMMUN_PICTURES")
        if folder and picture:
            Path(folder).mkdir(parents=True, exist_ok=True)
            clip = {"x": 0, "y": 0, "width": bound, "height": 1000}
            self.page.screenshot(path=f"{folder}/{picture}.png", full_page=True, clip=clip)  # type: ignore[arg-type]

    def _mirror(self) -> Page:
        browser = self.context.browser
        assert browser is not None
        mirror = browser.new_context(viewport=self.page.viewport_size, locale="fr-FR").new_page()
        body, url = self.page.content(), self.page.url
        mirror.route(url, lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
        mirror.route("**/*.js", lambda route: route.abort())
        mirror.goto(url)
        return mirror

    def clicks(self, name: str, exact: bool = False) -> None:
        """A link or a button, by what it says."""
        link = self.page.get_by_role("link", name=name, exact=exact)
        button = self.page.get_by_role("button", name=name, exact=exact)
        with self.page.expect_navigation():
            link.or_(button).first.click()

    def writes(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def fills(self, **values: str) -> None:
        """Fields by their name; a list's or a radio's value, a box's value, or a text."""
        for name, value in values.items():
            fields = self.page.locator(f"main [name={name}]")
            first = fields.first
            kind = first.get_attribute("type")
            if kind in ("radio", "checkbox"):
                for wanted in value.split("|"):
                    self.page.locator(f"main [name={name}][value='{wanted}']").check()
            elif self.page.locator(f"main select[name={name}]").count():
                first.select_option(value)
            else:
                first.fill(value)

    def submits(self, label: str) -> None:
        """Push a button, by what it says; the page that follows is the answer to a form."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=label).first.click()

    def submits_form(self) -> None:
        """The only form of the page, whatever its button says."""
        with self.page.expect_navigation():
            self.page.locator("main form button[type=submit]").first.click()

    def filters(self, **values: str) -> None:
        """Unfold the filters of a list, fill them and have the list shown again."""
        box = self.page.locator("main .filters details")
        if box.get_attribute("open") is None:
            box.locator("summary").click()
        self.fills(**values)
        with self.page.expect_navigation():
            box.locator("button[type=submit]").click()

    def chooses(self, label: str) -> None:
        """A radio button or a box, by its label."""
        self.page.get_by_label(label, exact=False).first.check()

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=False).first

    def reads(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def does_not_read(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)

    def signs_in(self) -> None:
        """With the code received by mail, as anyone does."""
        self.goes_to("/connexion/")
        self.page.locator("input[type=email]").first.fill(self.address)
        self.submits_form()
        code = self.mailed_code()
        self.page.locator("main input[name=code]").fill(code)
        self.submits_form()

    def mailed_code(self) -> str:
        text = self.site.last_mail(self.address)
        match = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})?)\s*$", text, re.MULTILINE)
        assert match is not None, text
        return match.group(1)


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")
