"""The signature of what is sent, as standardwebhooks.com says it, so that any library of theirs checks it.

A signing secret must be had again at each sending, so it cannot be kept as a digest as a key is. It is kept nowhere: it
is worked out from the secret of the site and a salt of the webhook. Who reads the database alone can sign nothing.
"""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

PREFIX = "whsec_"


def new_salt() -> str:
    return secrets.token_hex(16)


def secret_of(salt: str) -> str:
    """What the receiver keeps to check signatures."""
    return PREFIX + base64.b64encode(_key(salt)).decode()


def signature(*, identifier: str, timestamp: int, body: bytes, salts: list[str]) -> str:
    """One signature for each salt: the receiver accepts any of them, so that a secret is changed without a gap."""
    signed = f"{identifier}.{timestamp}.".encode() + body
    return " ".join(
        f"v1,{base64.b64encode(hmac.new(_key(salt), signed, hashlib.sha256).digest()).decode()}" for salt in salts
    )


def _key(salt: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"webhook:{salt}".encode(), hashlib.sha256).digest()
