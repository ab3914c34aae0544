"""Asking politely whether something is at an address outside: HEAD then GET, again when there is trouble.

Each step goes through the guard of `core/outbound.py`: never to a private network.
"""

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from commun.core import outbound

RETRIES = 2
BACKOFF = 2.0
"""Seconds before the second try; twice as many before the third."""
_NO_HEAD = frozenset({400, 403, 404, 405, 406, 501})
"""Answers that some servers give to HEAD alone: GET has the last word."""
_GONE = frozenset({404, 410})


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
    except outbound.FetchRefused as refusal:
        return Visit(fault=f"refused: {refusal.fault}"[:200])
    except (OSError, http.client.HTTPException) as error:
        return Visit(fault=type(error).__name__)
    return Visit(status=status)


def _follow(method: str, url: str, request: Requester) -> int:
    for _hop in range(outbound.MAX_REDIRECTS + 1):
        status, location = request(method, url)
        if status not in outbound.REDIRECTIONS or not location:
            return status
        url = urljoin(url, location)
    raise outbound.endless()


def requester(user_agent: str) -> Requester:
    """Real requests, which say who asks."""

    def request(method: str, url: str) -> tuple[int, str]:
        parts = outbound.checked(url)
        connection = outbound.connected(parts)
        try:
            headers = {"User-Agent": user_agent, "Accept": "*/*", "Connection": "close"}
            connection.request(method, outbound.target(parts), headers=headers)
            response = connection.getresponse()
            return response.status, response.getheader("Location", "") or ""
        finally:
            connection.close()

    return request
