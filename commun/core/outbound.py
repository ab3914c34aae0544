"""Reading an address of the web, politely and without being led astray.

Only http and https; every address that the name leads to must be public, and the connection goes to the one that was
checked, so that a name that changes its mind between the check and the call leads nowhere. Redirections are followed
by hand, each checked as the first; size and time are bounded. No proxy, no cookie, no credential.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from commun.core.errors import DomainError

MAX_REDIRECTS = 5
CONNECT_SECONDS = 10
TOTAL_SECONDS = 60
_STEP = 64 * 1024
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class FetchRefused(DomainError):
    """The address cannot be read, or must not be; the message says why."""


@dataclass(frozen=True)
class Fetched:
    """What was read: `url` is where it stood in the end."""

    url: str
    status: int
    media_type: str
    content: bytes


def fetch(url: str, *, max_bytes: int) -> Fetched:
    """The content at `url`, whatever its status but a redirection. Raises FetchRefused."""
    deadline = time.monotonic() + TOTAL_SECONDS
    for _step in range(MAX_REDIRECTS + 1):
        status, headers, content = _get(url, max_bytes=max_bytes, deadline=deadline)
        if status in (301, 302, 303, 307, 308) and headers.get("Location"):
            url = urljoin(url, headers["Location"])
            continue
        return Fetched(url, status, headers.get_content_type(), content)
    raise FetchRefused(_("Cette adresse renvoie d’adresse en adresse sans fin."))


def _get(url: str, *, max_bytes: int, deadline: float) -> tuple[int, http.client.HTTPMessage, bytes]:
    parts = _checked(url)
    connection = _connection(parts, _public_address(parts))
    try:
        path = parts.path or "/"
        connection.request(
            "GET",
            f"{path}?{parts.query}" if parts.query else path,
            headers={
                "Host": parts.netloc.rpartition("@")[2],
                "User-Agent": f"Commun (+{settings.SITE_URL})",
                "Accept": "text/csv, application/json, */*;q=0.5",
                "Accept-Encoding": "identity",
                "Connection": "close",
            },
        )
        response = connection.getresponse()
        if response.headers.get("Content-Encoding", "identity") not in ("identity", ""):
            raise FetchRefused(_("La réponse est compressée alors que nous ne l’avons pas demandé."))
        return response.status, response.headers, _body(response, max_bytes=max_bytes, deadline=deadline)
    except (OSError, http.client.HTTPException) as error:
        raise FetchRefused(_("L’adresse ne répond pas (%(why)s).") % {"why": type(error).__name__}) from None
    finally:
        connection.close()


def _body(response: http.client.HTTPResponse, *, max_bytes: int, deadline: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(_STEP):
        pieces.append(piece)
        size += len(piece)
        if size > max_bytes:
            raise FetchRefused(_("La réponse dépasse %(max)d Mo.") % {"max": max_bytes // 1024 // 1024})
        if time.monotonic() > deadline:
            raise FetchRefused(_("La réponse est trop lente : rien en une minute."))
    return b"".join(pieces)


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise FetchRefused(_("« %(url)s » n’est pas une adresse web.") % {"url": url[:100]})
    if port is not None and port not in (80, 443) and not settings.FETCH_PRIVATE_ADDRESSES:
        raise FetchRefused(_("Seuls les ports habituels du web sont lus."))
    if any(ord(sign) <= 32 or ord(sign) > 126 for sign in f"{parts.path}?{parts.query}"):
        raise FetchRefused(_("« %(url)s » n’est pas une adresse web.") % {"url": url[:100]})
    return parts


def _public_address(parts: SplitResult) -> str:
    """The first address of the name, all of them being public. Raises FetchRefused."""
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchRefused(_("Le nom « %(host)s » n’existe pas.") % {"host": host[:100]}) from None
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if not settings.FETCH_PRIVATE_ADDRESSES and not all(map(_is_public, addresses)):
        raise FetchRefused(
            _("« %(host)s » mène à un réseau privé : cette adresse n’est pas lue.") % {"host": host[:100]}
        )
    return addresses[0]


def _is_public(address: str) -> bool:
    known = ipaddress.ip_address(address)
    inner = getattr(known, "ipv4_mapped", None) or getattr(known, "sixtofour", None)
    if isinstance(known, ipaddress.IPv6Address) and known in _NAT64:
        inner = ipaddress.IPv4Address(int(known) & 0xFFFFFFFF)
    return known.is_global and not known.is_multicast and (inner is None or inner.is_global)


class _PlainTo(http.client.HTTPConnection):
    """To an address already chosen, under the name that was asked."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS)
        self._address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)


class _SecureTo(_PlainTo):
    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _connection(parts: SplitResult, address: str) -> http.client.HTTPConnection:
    is_secure = parts.scheme == "https"
    maker = _SecureTo if is_secure else _PlainTo
    return maker(parts.hostname or "", parts.port or (443 if is_secure else 80), address)
