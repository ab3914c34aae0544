"""Another site, on this machine: it answers what the test says, truly or not."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, dict[str, str], bytes]


class OtherSite:
    """`pages`: path → content, or a function that answers all by itself. `asked` keeps what was asked, with headers,
    `bodies` what was sent with each POST."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.bodies: list[bytes] = []
        self.url = ""

    @property
    def paths(self) -> list[str]:
        return [path for path, _headers in self.asked]

    @property
    def manifest(self) -> str:
        return f"{self.url}/datapackage.json"

    def publish(self, files: dict[str, bytes], *, hashes: bool = True) -> None:
        resources = []
        for slug, content in files.items():
            self.pages[f"/{slug}.csv"] = content
            one = {"name": slug, "path": f"{slug}.csv"}
            if hashes:
                one["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
            resources.append(one)
        self.pages["/datapackage.json"] = json.dumps({"resources": resources}).encode()


@contextmanager
def other_site() -> Iterator[OtherSite]:
    site = OtherSite()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None: ...

        def do_POST(self) -> None:
            # Read whole: a line closed on what was not read is reset, and with it the end of a long answer.
            site.bodies.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            self.do_GET()

        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            found = site.pages.get(self.path)
            if callable(found):
                found(self)
                return
            content = found if found is not None else b"rien"
            etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
            if found is not None and self.headers.get("If-None-Match") == etag:
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(200 if found is not None else 404)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def given(status: int, headers: dict[str, str], content: bytes = b"") -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer said to the letter, whatever it claims of itself; then the line is cut."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)
        handler.wfile.flush()
        handler.close_connection = True

    return answer


def drip(handler: BaseHTTPRequestHandler) -> None:
    """One more header from time to time: no single wait is long."""
    handler.send_response(200)
    handler.flush_headers()
    with suppress(OSError):
        for number in range(100):
            handler.wfile.write(f"X-{number}: .\r\n".encode())
            handler.wfile.flush()
            time.sleep(0.1)
