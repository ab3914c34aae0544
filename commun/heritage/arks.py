"""Permanent identifiers: "p7k2q9x4m". Opaque, so that nothing they say grows old; without vowels, so that they say
nothing; the last sign checks the others, so that a sign copied wrong leads to no other record.

The alphabet and the check are those of ARK identifiers (NOID Check Digit Algorithm): a site that has a naming authority
number can give them as ARKs one day without changing them.
"""

import secrets
from typing import Final

ALPHABET: Final = "0123456789bcdfghjkmnpqrstvwxz"
"""Twenty-nine signs: a prime number, which is what makes the check see each single error and each swap."""
PREFIX: Final = "p"
LENGTH: Final = 9


def mint() -> str:
    base = PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 2))
    return base + check_sign(base)


def check_sign(base: str) -> str:
    """Each sign by its rank, summed; the remainder names the sign."""
    return ALPHABET[sum(rank * ALPHABET.index(sign) for rank, sign in enumerate(base, start=1)) % len(ALPHABET)]


def is_one(text: str) -> bool:
    """Whether this may be an identifier, its check included."""
    return (
        len(text) == LENGTH
        and text.startswith(PREFIX)
        and all(sign in ALPHABET for sign in text)
        and check_sign(text[:-1]) == text[-1]
    )
