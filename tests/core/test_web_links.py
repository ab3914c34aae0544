"""Links are visited politely, never inside a private network, and never when a page is shown."""

import datetime
import http.server
import socket
import threading

import pytest
from django.core.management import call_command
from django.utils import timezone

from commun.core import outbound, web_links
from commun.core.models import AuditEvent, CheckedAddress
from commun.core.outbound import FetchRefused, checked, public_address
from commun.core.visiting import Visit, requester, visit
from tests.library.factories import published

DAY = datetime.timedelta(days=1)


class Web:
    """What each address answers, in turn; what was asked, and how long we waited."""

    def __init__(self, **answers) -> None:
        self.answers = {f"https://{name}.exemple.fr/": list(those) for name, those in answers.items()}
        self.asked: list[tuple[str, str]] = []
        self.slept: list[float] = []

    def __call__(self, method: str, url: str) -> tuple[int, str]:
        self.asked.append((method, url))
        answers = self.answers[url]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, tuple) else (answer, "")

    def visit(self, name: str) -> Visit:
        return visit(f"https://{name}.exemple.fr/", request=self, sleep=self.slept.append)


def test_head_is_enough_when_it_answers() -> None:
    web = Web(a=[200])
    assert web.visit("a") == Visit(200)
    assert [method for method, _url in web.asked] == ["HEAD"]


@pytest.mark.parametrize("refusal", [403, 404, 405, 501, 503])
def test_a_server_that_refuses_head_is_asked_with_get(refusal) -> None:
    web = Web(a=[refusal, 200])
    assert web.visit("a").status == 200
    assert [method for method, _url in web.asked] == ["HEAD", "GET"]


def test_trouble_is_tried_again_more_and_more_slowly() -> None:
    web = Web(a=[TimeoutError(), ConnectionResetError(), 200])
    assert web.visit("a").status == 200
    assert web.slept == [2.0, 4.0]


def test_what_is_gone_is_not_tried_again() -> None:
    web = Web(a=[404])
    assert web.visit("a").is_gone and web.slept == []


def test_redirections_are_followed_but_not_for_ever() -> None:
    web = Web(a=[(301, "https://b.exemple.fr/")], b=[200])
    assert web.visit("a").status == 200
    loop = Web(a=[(302, "https://a.exemple.fr/")])
    assert loop.visit("a").fault.startswith("refused") and loop.slept == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1",
     "64:ff9b::a00:1", "2002:a00:1::", "0.0.0.0", "224.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_a_private_address_is_never_reached(address, monkeypatch) -> None:
    public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80))]
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: public + inside)
    with pytest.raises(FetchRefused) as refusal:
        public_address(checked("http://piege.exemple.fr/"))
    assert refusal.value.fault == "not a public address"
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: public)
    assert public_address(checked("http://exemple.fr/")) == "93.184.216.34"


@pytest.mark.parametrize(
    "url", ["ftp://exemple.fr/", "file:///etc/passwd", "https://", "http://a:b@exemple.fr/", "http://[::1", "http://x:0/",
            "javascript:alert(1)", "http://x:99999/"],
)  # fmt: skip
def test_only_the_web_is_visited(url) -> None:
    with pytest.raises(FetchRefused):
        checked(url)
    assert visit(url, request=requester("essai")).fault.startswith("refused")


def test_a_redirection_to_the_inside_leads_nowhere(monkeypatch) -> None:
    """A real server, reached as if it were public, sends us to an address of the inside."""
    seen: list[str] = []

    class Trap(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            seen.append(self.headers["User-Agent"])
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Trap)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    real = outbound.public_address
    monkeypatch.setattr(
        outbound, "public_address", lambda parts: "127.0.0.1" if parts.hostname == "localhost" else real(parts)
    )
    found = visit(f"http://localhost:{server.server_port}/é?q=1", request=requester("Commun check-links (+https://x)"))
    server.shutdown()
    server.server_close()
    assert found.fault == "refused: not a public address"
    assert seen == ["Commun check-links (+https://x)"]


@pytest.fixture
def cites(db, monkeypatch):
    """Records cite these addresses, and nothing else does."""
    urls: list[str] = []
    monkeypatch.setattr(web_links, "_SOURCES", [lambda: urls])
    return urls


def run(web: Web, now=None, **options) -> web_links.Report:
    return web_links.check(request=web, now=now or timezone.now(), sleep=web.slept.append, **options)


def test_what_its_server_says_gone_is_dead_at_once_and_may_come_back(cites) -> None:
    cites.append("https://a.exemple.fr/")
    now = timezone.now()
    assert run(Web(a=[404]), now).newly_dead == 1
    assert web_links.dead(cites) == {"https://a.exemple.fr/": timezone.localdate(now)}
    assert run(Web(a=[404]), now + 7 * DAY).newly_dead == 0
    assert web_links.dead(cites) == {"https://a.exemple.fr/": timezone.localdate(now)}, "since the first day"
    assert run(Web(a=[200]), now + 14 * DAY).revived == 1
    assert web_links.dead(cites) == {}


def test_who_does_not_answer_one_day_is_dead_when_it_lasts(cites) -> None:
    cites.append("https://a.exemple.fr/")
    now = timezone.now()
    assert run(Web(a=[TimeoutError()]), now).newly_dead == 0
    assert run(Web(a=[503]), now + 7 * DAY).newly_dead == 1
    assert web_links.dead(cites) == {"https://a.exemple.fr/": timezone.localdate(now)}


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_server_that_keeps_robots_out_is_not_dead(cites, status) -> None:
    cites.append("https://a.exemple.fr/")
    now = timezone.now()
    run(Web(a=[status]), now)
    run(Web(a=[status]), now + 7 * DAY)
    assert web_links.dead(cites) == {}


def test_one_host_is_visited_slowly_and_what_was_visited_lately_is_left(cites) -> None:
    web = Web()
    for page in ("un", "deux", "trois"):
        web.answers[f"https://a.exemple.fr/{page}"] = [200]
        cites.append(f"https://a.exemple.fr/{page}")
    assert run(web).visited == 3
    assert web.slept == [web_links.HOST_DELAY] * 2
    assert run(web).visited == 0
    assert run(web, older_than=datetime.timedelta(0)).visited == 3


def test_what_is_cited_no_more_is_forgotten_and_what_is_no_web_is_left(cites) -> None:
    cites.extend(["https://a.exemple.fr/", "mailto:x@exemple.fr", f"https://{'a' * 600}.fr/"])
    run(Web(a=[404]))
    assert [one.url for one in CheckedAddress.objects.all()] == ["https://a.exemple.fr/"]
    cites.clear()
    run(Web())
    assert not CheckedAddress.objects.exists()


def test_pages_are_made_again_when_a_link_dies_and_only_then(cites) -> None:
    cites.append("https://a.exemple.fr/")
    run(Web(a=[200]))
    assert not AuditEvent.objects.filter(verb="links.checked").exists()
    run(Web(a=[404]), timezone.now() + 7 * DAY)
    assert AuditEvent.objects.filter(verb="links.checked").count() == 1


def test_the_command_visits_nothing_when_it_is_switched_off(cites, capsys) -> None:
    cites.append("https://a.exemple.fr/")
    call_command("check_links")
    assert "aucun lien" in capsys.readouterr().out
    assert not CheckedAddress.objects.exists()


def test_only_what_is_public_is_cited(db, client) -> None:
    shown = published(information_url="https://ville.exemple.fr/ia")
    link = shown.deployment.links.create(title="Sa page", url="https://ville.exemple.fr/morte", is_public=True)
    shown.deployment.links.create(title="Interne", url="https://ville.exemple.fr/interne")
    assert {"https://ville.exemple.fr/ia", link.url} <= set(web_links.cited())
    assert "https://ville.exemple.fr/interne" not in web_links.cited()
    CheckedAddress.objects.create(
        url=link.url, status=404, checked_at=timezone.now(), is_dead=True, dead_since=datetime.date(2026, 3, 2)
    )
    assert "lien mort depuis le 2 mars 2026" in client.get(shown.get_absolute_url()).content.decode()
