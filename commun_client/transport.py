"""One request, tried again when trying again may help."""

import http.client
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from typing import IO, TypeVar
from urllib.parse import urlsplit

from commun_client.errors import CommunError, Unreachable, problem_of

T = TypeVar("T")

AGAIN = frozenset({429, 502, 503, 504})
BEING_DONE = 409
"""With Retry-After: the same request is being done."""
LONGEST_WAIT = 120.0
LARGEST_ANSWER = 64 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes


class _SameOrigin(urllib.request.HTTPRedirectHandler):
    """A redirection elsewhere would take the key along, or lead to a file of this machine."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            raise CommunError(f"{req.full_url} redirige ailleurs : {newurl}")
        if req.get_method() not in ("GET", "HEAD"):  # it would be asked again as a reading, and pass for done
            raise CommunError(f"{req.full_url} redirige une écriture : rien n’est fait. Essayez {newurl}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Transport:
    """Where requests go. `sleep` can be replaced in tests."""

    def __init__(
        self, *, headers: Mapping[str, str], timeout: float, retries: int, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._headers, self._timeout, self._retries, self._sleep = dict(headers), timeout, retries, sleep
        self._opener = urllib.request.build_opener(_SameOrigin)

    def send(
        self, url: str, *, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """A whole answer in memory. Raises Problem, Unreachable."""

        def take(response: http.client.HTTPResponse) -> Answer:
            content = response.read(LARGEST_ANSWER + 1)
            if len(content) > LARGEST_ANSWER:
                raise CommunError(f"{url} : réponse démesurée ; téléchargez plutôt le jeu entier.")
            return Answer(response.status, _lower(response.headers), content)

        return self.stream(url, take, method=method, body=body, headers=headers)

    def stream(
        self,
        url: str,
        take: Callable[[http.client.HTTPResponse], T],
        *,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> T:
        """What `take` makes of the answer while it comes; called again when the line is cut. Raises Problem,
        Unreachable."""
        for attempt in range(self._retries + 1):
            request = urllib.request.Request(  # noqa: S310 (checked when the site was named)
                url, data=body, method=method, headers={**self._headers, **(headers or {})}
            )
            try:
                with closing(self._opener.open(request, timeout=self._timeout)) as response:
                    return take(response)
            except urllib.error.HTTPError as refusal:
                with refusal:
                    content = refusal.read(1024 * 1024)
                wait = _retry_after(refusal.headers)
                may_pass = refusal.code in AGAIN or (refusal.code == BEING_DONE and wait is not None)
                if not may_pass or attempt == self._retries or (wait or 0) > LONGEST_WAIT:
                    raise problem_of(refusal.code, content, retry_after=wait) from None
                self._sleep(wait if wait is not None else _pause(attempt))
            except (OSError, http.client.HTTPException) as fault:
                if attempt == self._retries:
                    raise Unreachable(f"{url} : {getattr(fault, 'reason', None) or fault!r}") from fault
                self._sleep(_pause(attempt))
        raise AssertionError("the last attempt returns or raises")


def _pause(attempt: int) -> float:
    """Twice as long each time, never the same for two clients."""
    return min(2.0**attempt, 30.0) * (0.5 + random.random() / 2)  # noqa: S311 (no secret)


def _retry_after(headers: Message) -> float | None:
    told = headers.get("Retry-After", "")
    return float(told) if told.isdecimal() else None


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
