"""The telephone of those who have a second factor."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.e2e.site import Person


def shown_by_the_phone(secret: str, days: int = 0) -> str:
    """The code that an authenticator shows, now or in some days."""
    return str(format_hotp_value(hotp_value(secret, int(time.time() + days * 86_400) // 30)))


def enrols(person: Person, *, days: int = 0) -> str:
    """Scan the code of the second factor (here: copy its key) and confirm it, in some days. Returns the key."""
    person.clicks("Activer la double vérification")
    person.sees("double-verification")
    secret = person.page.locator("code").first.inner_text()
    person.fills(code=shown_by_the_phone(secret, days))
    person.submits("Activer")
    return secret
