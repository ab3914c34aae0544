"""Reading an address of the web goes nowhere private, never without bounds, and never where a redirection lures."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from commun.core import outbound
from commun.core.outbound import FetchRefused, fetch


class Answers(BaseHTTPRequestHandler):
    """What the server of the tests says, by path."""

    pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
    seen: list[dict[str, str]] = []

    def do_GET(self) -> None:
        Answers.seen.append(dict(self.headers))
        status, headers, body = self.pages.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def server(settings):
    settings.FETCH_PRIVATE_ADDRESSES = True
    with HTTPServer(("127.0.0.1", 0), Answers) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        Answers.pages, Answers.seen = {}, []
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_a_file_is_read_and_we_say_who_we_are(server) -> None:
    Answers.pages["/data.csv?v=1"] = (200, {"Content-Type": "text/csv; charset=utf-8"}, b"a,b\n1,2\n")
    found = fetch(f"{server}/data.csv?v=1", max_bytes=1000)
    assert (found.status, found.media_type, found.content) == (200, "text/csv", b"a,b\n1,2\n")
    assert Answers.seen[0]["User-Agent"].startswith("Commun (+")


def test_redirections_are_followed_and_counted(server) -> None:
    Answers.pages["/a"] = (302, {"Location": "/b"}, b"")
    Answers.pages["/b"] = (200, {}, b"here")
    Answers.pages["/loop"] = (302, {"Location": "/loop"}, b"")
    assert fetch(f"{server}/a", max_bytes=10).content == b"here"
    with pytest.raises(FetchRefused, match="sans fin"):
        fetch(f"{server}/loop", max_bytes=10)


def test_what_is_too_large_is_left(server) -> None:
    Answers.pages["/big"] = (200, {}, b"x" * 100_000)
    with pytest.raises(FetchRefused, match="dépasse"):
        fetch(f"{server}/big", max_bytes=1000)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1", "::ffff:127.0.0.1",
     "fd00::1", "100.64.0.1", "224.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_a_name_that_leads_to_a_private_network_is_refused(address, monkeypatch) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    answer = [(family, socket.SOCK_STREAM, 6, "", (address, 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: answer)
    with pytest.raises(FetchRefused, match="réseau privé"):
        fetch("http://piege.example/", max_bytes=10)


def test_a_redirection_to_a_private_address_is_refused(server, settings, monkeypatch) -> None:
    """The first address is allowed by name; where it sends is checked again."""
    Answers.pages["/out"] = (302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b"")
    port = int(server.rpartition(":")[2])
    real = outbound.public_address

    def checked(parts):
        settings.FETCH_PRIVATE_ADDRESSES = False
        return "127.0.0.1" if parts.hostname == "127.0.0.1" else real(parts)

    monkeypatch.setattr(outbound, "public_address", checked)
    with pytest.raises(FetchRefused, match="réseau privé"):
        fetch(f"http://127.0.0.1:{port}/out", max_bytes=10)


def test_the_connection_goes_to_the_address_that_was_checked(server, monkeypatch) -> None:
    """A name that answers otherwise the second time leads nowhere."""
    Answers.pages["/"] = (200, {}, b"ok")
    port = int(server.rpartition(":")[2])
    asked = []

    def resolve(*args, **options):
        asked.append(args[0])
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert outbound.public_address(outbound.checked(f"http://nom.example:{port}/")) == "127.0.0.1"
    connection = outbound.connected(outbound.checked(f"http://nom.example:{port}/"))
    assert isinstance(connection, outbound._PlainTo) and connection._address == "127.0.0.1"


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://exemple.fr/x", "http://", "//exemple.fr", "http://a:b@exemple.fr/", "http://exemple.fr:22/",
     "http://exemple.fr/\r\nHost: x", "javascript:1", "http://[::1", "gopher://x"],
)  # fmt: skip
def test_only_plain_web_addresses_are_read(url) -> None:
    with pytest.raises(FetchRefused):
        fetch(url, max_bytes=10)


def test_a_server_that_does_not_answer_is_said_so(server) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchRefused, match="ne répond pas"):
        fetch(f"http://127.0.0.1:{port}/", max_bytes=10)
