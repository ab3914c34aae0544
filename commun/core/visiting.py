"""Visiting an address outside, politely and safely: HEAD then GET, never to a private network.

The host is resolved once, every address it has must be public, and the connection goes to the very address that was
checked: a name that changes its mind between the two, or a redirection inside, leads nowhere (SSRF).
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

TIMEOUT = 10.0
RETRIES = 2
BACKOFF = 2.0
"""Seconds before the second try; twice as many before the third."""
MAX_REDIRECTS = 5
_NO_HEAD = frozenset({400, 403, 404, 405, 406, 501})
"""Answers that some servers give to HEAD alone: GET has the last word."""
_GONE = frozenset({404, 410})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Refused(Exception):
    """We do not go there: not the web, or not a public address."""


@dataclass(frozen=True)
class Visit:
    """What was found: an HTTP status, or why there is none."""

    status: int | None = None
    fault: str = ""

    @property
    def is_gone(self) -> bool:
        """The server itself says that nothing is there."""
        return self.status in _GONE

    @property
    def is_failing(self) -> bool:
        """Nobody answers, or the server is in trouble: to be believed when it lasts."""
        return self.status is None or self.status >= 500


Requester = Callable[[str, str], tuple[int, str]]
"""(method, address) → (status, where it redirects or "")."""


def visit(url: str, *, request: Requester, sleep: Callable[[float], None] = time.sleep) -> Visit:
    """Try until someone answers, a few times, more and more slowly. Nothing of what is there is read."""
    found = Visit(fault="timeout")
    for attempt in range(RETRIES + 1):
        if attempt:
            sleep(BACKOFF * 2 ** (attempt - 1))
        found = _try(url, request)
        if not found.is_failing or found.fault.startswith("refused"):
            break
    return found


def _try(url: str, request: Requester) -> Visit:
    try:
        status = _follow("HEAD", url, request)
        if status in _NO_HEAD or status >= 500:
            status = _follow("GET", url, request)
    except Refused as refusal:
        return Visit(fault=f"refused: {refusal}"[:200])
    except (OSError, http.client.HTTPException) as error:
        return Visit(fault=type(error).__name__)
    return Visit(status=status)


def _follow(method: str, url: str, request: Requester) -> int:
    for _hop in range(MAX_REDIRECTS + 1):
        status, location = request(method, url)
        if status not in (301, 302, 303, 307, 308) or not location:
            return status
        url = urljoin(url, location)
    raise Refused("too many redirections")


def requester(user_agent: str) -> Requester:
    """Real requests, which say who asks."""
    context = ssl.create_default_context()

    def request(method: str, url: str) -> tuple[int, str]:
        parts = checked(url)
        host = _host(parts)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        connection.sock = socket.create_connection((public_address(host, port), port), timeout=TIMEOUT)
        try:
            if parts.scheme == "https":
                connection.sock = context.wrap_socket(connection.sock, server_hostname=host)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            headers = {
                "User-Agent": user_agent,
                "Accept": "*/*",
                "Connection": "close",
                "Host": host if parts.port is None else f"{host}:{parts.port}",
            }
            connection.request(method, _ascii(target), headers=headers)
            response = connection.getresponse()
            return response.status, response.getheader("Location", "") or ""
        finally:
            connection.close()

    return request


def checked(url: str) -> SplitResult:
    """The parts of an address of the web. Raises Refused."""
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError as wrong:
        raise Refused("not an address") from wrong
    if parts.scheme not in ("http", "https") or not parts.hostname or not has_port:
        raise Refused("not an address of the web")
    if parts.username or parts.password:
        raise Refused("an address with a password")
    return parts


def _host(parts: SplitResult) -> str:
    """As the network writes it: "élysée.fr" is "xn--lyse-9oac.fr". Raises Refused."""
    try:
        return (parts.hostname or "").encode("idna").decode("ascii")
    except UnicodeError as wrong:
        raise Refused("not a host name") from wrong


def public_address(host: str, port: int) -> str:
    """An address of this host, all of which are public. Raises Refused, OSError."""
    found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    for one in found:
        if not _is_public(ipaddress.ip_address(str(one).partition("%")[0])):
            raise Refused("not a public address")
    if not found:
        raise Refused("no address")
    return str(sorted(found, key=lambda one: ":" in str(one))[0])


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether it, and the IPv4 address that it may wrap, are anybody's."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if wrapped is not None and not _is_public(wrapped):
            return False
        if address.ipv4_mapped is not None:
            return True
    return address.is_global and not address.is_multicast


def _ascii(target: str) -> str:
    """What stands on the first line of a request: accents percent-encoded, nothing that would end the line."""
    return "".join(
        sign if "!" <= sign <= "~" else "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "replace"))
        for sign in target
    )
