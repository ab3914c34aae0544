"""The secret of a key: how it is written, and the only thing that is kept of it.

Drawn at random over 256 bits, it cannot be guessed nor found again from its digest: SHA-256, once, is enough. Slow and
salted functions protect passwords, which people choose among few; here they would only make each request slower. The
digest being looked up in an index, the time it takes says nothing of the secret either.

`commun_` and eight more signs stay visible everywhere (pages, mails about a leak): they tell which key it is without
being of any use, and let tools that look for leaked secrets recognise one (`PATTERN`).
"""

import hashlib
import re
import secrets
from dataclasses import dataclass

PATTERN = re.compile(r"commun_[0-9a-f]{8}_[0-9a-f]{64}")


@dataclass(frozen=True)
class Secret:
    """A secret that was just drawn; `text` is shown once, to whoever asked for it."""

    text: str

    @property
    def prefix(self) -> str:
        return self.text.rpartition("_")[0]

    @property
    def digest(self) -> str:
        return digest(self.text)

    def __repr__(self) -> str:
        return f"Secret({self.prefix}_…)"


def draw() -> Secret:
    return Secret(f"commun_{secrets.token_hex(4)}_{secrets.token_hex(32)}")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
