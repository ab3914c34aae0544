"""Reading an address of the web, politely and without being led astray.

Only http and https; every address that the name leads to must be public, and the connection goes to the one that was
checked, so that a name that changes its mind between the check and the call leads nowhere. Redirections are followed
by hand, each checked as the first; size and time are bounded. No proxy, no cookie, no credential.
"""

import functools
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import BinaryIO
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.core.errors import DomainError

MAX_REDIRECTS = 5
REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
CONNECT_SECONDS = 10
TOTAL_SECONDS = 60
GOODBYE_SECONDS = 0.5
"""For a server that we asked to hang up after its answer."""
_STEP = 64 * 1024
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class FetchRefused(DomainError):
    """The address cannot be read, or must not be; the message says why, `fault` says it in a few words to a machine."""

    def __init__(self, message: str, *, fault: str = "") -> None:
        super().__init__(message)
        self.fault = fault


@dataclass(frozen=True)
class Fetched:
    """What was read: `url` is where it stood in the end."""

    url: str
    status: int
    media_type: str
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    """Their names in lower case."""

    @property
    def retry_after(self) -> int:
        """In how many seconds the site asks to come back (RFC 9110, 10.2.3); 0 when it does not say."""
        said = self.headers.get("retry-after", "").strip()
        if said.isdecimal():
            return int(said[:9])
        try:
            at = parsedate_to_datetime(said)
        except ValueError:
            return 0
        return max(0, int((at - timezone.now()).total_seconds())) if at.tzinfo else 0


def fetch(
    url: str, *, max_bytes: int, secret: str = "", body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Fetched:
    """The content at `url`, whole, whatever its status but a redirection. Raises FetchRefused.

    `headers` are asked beside ours (conditions). `secret` is a token of the one who asks: sent to this very site and to
    no other, kept nowhere. `body` is JSON to post; what is posted, and what bears a secret, follows a redirection only
    within the site.
    """
    deadline, first = time.monotonic() + TOTAL_SECONDS, url
    for _step in range(MAX_REDIRECTS + 1):
        if (secret or body is not None) and not _same_site(first, url):
            raise FetchRefused(_("Cette adresse renvoie vers un autre site : donnez l’adresse définitive."))
        status, given, content = _get(
            url, max_bytes=max_bytes, deadline=deadline, headers=headers or {}, secret=secret, body=body
        )
        if status in REDIRECTIONS and given.get("Location"):
            url = urljoin(url, given["Location"])
            continue
        return Fetched(
            url, status, given.get_content_type(), content, {name.lower(): value for name, value in given.items()}
        )
    raise endless()


POST_SECONDS = 15


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> int:
    """Send `body` to an address over TLS and give the status of the answer, which is not read. Nothing is followed: a
    redirection is an answer like another. Raises FetchRefused."""
    parts = _readable(checked(url))
    if parts.scheme != "https" and not settings.FETCH_PRIVATE_ADDRESSES:
        raise FetchRefused(_("Rien n’est envoyé sans chiffrement : l’adresse doit commencer par https://."))
    try:
        connection = connected(parts)
        connection.timeout = POST_SECONDS
        try:
            known = {"User-Agent": f"Commun (+{settings.SITE_URL})", "Connection": "close"}
            connection.request("POST", target(parts), body=body, headers={**known, **headers})
            return connection.getresponse().status
        finally:
            connection.close()
    except socket.gaierror:
        raise FetchRefused(_("Le nom « %(host)s » n’existe pas.") % {"host": (parts.hostname or "")[:100]}) from None
    except (OSError, http.client.HTTPException) as error:
        raise FetchRefused(_("L’adresse ne répond pas (%(why)s).") % {"why": type(error).__name__}) from None


def endless() -> FetchRefused:
    return FetchRefused(_("Cette adresse renvoie d’adresse en adresse sans fin."), fault="too many redirections")


def _same_site(first: str, then: str) -> bool:
    before, after = checked(first), checked(then)
    return (before.scheme, before.hostname, before.port) == (after.scheme, after.hostname, after.port)


def _get(
    url: str,
    *,
    max_bytes: int,
    deadline: float,
    headers: Mapping[str, str],
    secret: str = "",
    body: bytes | None = None,
) -> tuple[int, http.client.HTTPMessage, bytes]:
    parts = _readable(checked(url))
    try:
        connection = connected(parts)
        with closing(connection), _cut_at(deadline, connection):
            connection.request(
                "GET" if body is None else "POST",
                target(parts),
                body=body,
                headers={
                    **({"Authorization": f"Bearer {secret}"} if secret else {}),
                    **({"Content-Type": "application/json"} if body is not None else {}),
                    "User-Agent": f"Commun (+{settings.SITE_URL})",
                    "Accept": "text/csv, application/json, */*;q=0.5",
                    "Accept-Encoding": "identity",
                    "Connection": "close",
                    **headers,
                },
            )
            with closing(connection.getresponse()) as response:
                if response.headers.get("Content-Encoding", "identity") not in ("identity", ""):
                    raise FetchRefused(_("La réponse est compressée alors que nous ne l’avons pas demandé."))
                content = _body(response, connection, max_bytes=max_bytes, deadline=deadline)
                return response.status, response.headers, content
    except socket.gaierror:
        raise FetchRefused(_("Le nom « %(host)s » n’existe pas.") % {"host": (parts.hostname or "")[:100]}) from None
    except (OSError, http.client.HTTPException) as error:
        if time.monotonic() > deadline:
            raise _too_slow() from None
        raise FetchRefused(_("L’adresse ne répond pas (%(why)s).") % {"why": type(error).__name__}) from None


def _too_slow() -> FetchRefused:
    return FetchRefused(_("La réponse est trop lente : elle n’est pas finie au bout d’une minute."))


@contextmanager
def _cut_at(deadline: float, connection: "_PlainTo") -> Iterator[None]:
    """Hang up at the deadline, wherever the answer is: one byte of a header every nine seconds never times out."""
    watch = threading.Timer(max(0.0, deadline - time.monotonic()), connection.cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _body(response: http.client.HTTPResponse, connection: "_PlainTo", *, max_bytes: int, deadline: float) -> bytes:
    """As long as announced: cut or followed by something else, what was read is not the file."""
    announced, pieces, size = response.length, [], 0
    stream = response if announced is None else response.fp
    while announced is None or size < announced:
        piece = stream.read1(_STEP if announced is None else min(_STEP, announced - size))
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
        if size > max_bytes:
            raise FetchRefused(_("La réponse dépasse %(max)d Mo.") % {"max": max_bytes // 1024 // 1024})
        if time.monotonic() > deadline:
            raise _too_slow()
    if time.monotonic() > deadline:  # we hung up: what ends here is not what was said
        raise _too_slow()
    if announced is not None and size < announced:
        raise FetchRefused(
            _("La réponse s’est arrêtée avant la fin : il manque %(missing)d octets.") % {"missing": announced - size}
        )
    if announced and connection.goes_on(stream):
        raise FetchRefused(_("La réponse est plus longue que ce qu’elle annonce : elle n’est pas prise."))
    return b"".join(pieces)


def _readable(parts: SplitResult) -> SplitResult:
    """What is read to the end is held to more: the usual ports, and an address already written as it is sent."""
    if parts.port not in (None, 80, 443) and not settings.FETCH_PRIVATE_ADDRESSES:
        raise FetchRefused(_("Seuls les ports habituels du web sont lus."))
    if any(ord(sign) <= 32 or ord(sign) > 126 for sign in f"{parts.path}?{parts.query}"):
        raise _not_the_web(parts.geturl())
    return parts


# --- The guard, that every call outside goes through (`core/visiting.py` as well) ---------------------------------


def checked(url: str) -> SplitResult:
    """The parts of an address of the web. Raises FetchRefused."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _not_the_web(url) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None or port == 0:
        raise _not_the_web(url)
    return parts


def _not_the_web(url: str) -> FetchRefused:
    return FetchRefused(
        _("« %(url)s » n’est pas une adresse web.") % {"url": url[:100]}, fault="not an address of the web"
    )


def connected(parts: SplitResult) -> "_PlainTo":
    """A connection to the very address that was found public. Raises FetchRefused, and OSError when nobody is there."""
    maker = _SecureTo if parts.scheme == "https" else _PlainTo
    return maker(_host(parts), _port(parts), public_address(parts))


def public_address(parts: SplitResult) -> str:
    """An address of this name, all of them being public. Raises FetchRefused, and OSError when there is none."""
    found = socket.getaddrinfo(_host(parts), _port(parts), type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if not settings.FETCH_PRIVATE_ADDRESSES and not all(_is_public(ipaddress.ip_address(one)) for one in addresses):
        raise FetchRefused(
            _("« %(host)s » mène à un réseau privé : cette adresse n’est pas lue.")
            % {"host": (parts.hostname or "")[:100]},
            fault="not a public address",
        )
    return min(addresses, key=lambda one: ":" in one)  # IPv4 first: not every host has a way out in IPv6


def target(parts: SplitResult) -> str:
    """What stands on the first line of a request: accents percent-encoded, nothing that would end the line."""
    written = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return "".join(
        sign if "!" <= sign <= "~" else "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "replace"))
        for sign in written
    )


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _host(parts: SplitResult) -> str:
    """As the network writes it: "élysée.fr" is "xn--lyse-9oac.fr"."""
    try:
        return (parts.hostname or "").encode("idna").decode("ascii")
    except UnicodeError:
        raise _not_the_web(parts.geturl()) from None


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


class _PlainTo(http.client.HTTPConnection):
    """To an address already chosen, under the name that was asked."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS)
        self._address = address
        self._line: socket.socket | None = None

    def connect(self) -> None:
        self._line = self.sock = socket.create_connection((self._address, self.port), self.timeout)

    def cut(self) -> None:
        """Whoever waits for this line, in another thread, waits no more."""
        with suppress(OSError):
            if self._line is not None:
                self._line.shutdown(socket.SHUT_RDWR)

    def goes_on(self, stream: BinaryIO | http.client.HTTPResponse) -> bool:
        """Whether more comes on the line after the end of the answer. A server that does not hang up says nothing."""
        assert self._line is not None
        self._line.settimeout(GOODBYE_SECONDS)
        try:
            return bool(stream.read(1))
        except OSError:
            return False


class _SecureTo(_PlainTo):
    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        super().connect()
        self._line = self.sock = _trust().wrap_socket(self.sock, server_hostname=self.host)


@functools.cache
def _trust() -> ssl.SSLContext:
    """The authorities of this machine, read once."""
    return ssl.create_default_context()
