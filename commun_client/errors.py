"""What can go wrong, as the site tells it (RFC 9457), or because nobody answers."""

import json
from dataclasses import dataclass, field


class CommunError(Exception):
    """Everything that this package raises."""


class Unreachable(CommunError):
    """Nobody answered, or not as HTTP, even after the retries."""


class ChecksumMismatch(CommunError):
    """What was downloaded is not what the site announces, or is cut short."""


@dataclass(eq=False)
class Problem(CommunError):
    """A refusal: `detail` is in French, `faults` names each value that does not suit and why."""

    status: int
    title: str = ""
    detail: str = ""
    type: str = ""
    instance: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)
    retry_after: float | None = None
    version: str = ""

    def __str__(self) -> str:
        told = ". ".join(part for part in (f"{self.status} {self.title}".strip(), self.detail) if part)
        return "\n".join([told, *(f"  {where} : {why}" for where, why in self.faults)])


class Unauthorized(Problem):
    """401: the key is missing, wrong or revoked."""


class Forbidden(Problem):
    """403: the key may not do that."""


class NotFound(Problem):
    """404: nothing public bears this identifier."""


class Conflict(Problem):
    """409: what exists says otherwise."""


class Stale(Problem):
    """412: someone changed the record since the `version` that was sent; `version` is the one that stands now."""


class VersionNeeded(Problem):
    """428: say which version you change."""


class Invalid(Problem):
    """422 (or 400): values do not suit."""


class TooMany(Problem):
    """429, once the retries are spent."""


_KINDS: dict[int, type[Problem]] = {
    400: Invalid,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    412: Stale,
    422: Invalid,
    428: VersionNeeded,
    429: TooMany,
}


def problem_of(status: int, content: bytes, *, retry_after: float | None = None) -> Problem:
    """The refusal that an answer tells; the status alone when it is no problem+json."""
    try:
        told = json.loads(content)
    except ValueError:
        told = {}
    if not isinstance(told, dict):
        told = {}
    faults = [(str(one.get("ou", "")), str(one.get("pourquoi", ""))) for one in told.get("fautes", ())]
    texts = {name: str(told.get(name, "")) for name in ("title", "detail", "type", "instance")}
    texts["version"] = str(told.get("version") or "")
    return _KINDS.get(status, Problem)(status=status, faults=faults, retry_after=retry_after, **texts)
