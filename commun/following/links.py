"""The signed links of mails. No token is kept: a link is made of what it allows, sealed with the key of the site."""

import hmac
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.core.errors import DomainError

CONFIRMED_WITHIN = timedelta(days=7)
_CONFIRM, _MANAGE, _LEAVE = "following.confirm", "following.manage", "following.leave"


class LinkRefused(DomainError):
    """The link is not ours, or is too old."""


def confirmation(subscription: int) -> str:
    token = signing.dumps(subscription, salt=_CONFIRM)
    return _absolute("following:confirm", token)


def read_confirmation(token: str) -> int:
    """Raises LinkRefused."""
    try:
        return int(signing.loads(token, salt=_CONFIRM, max_age=CONFIRMED_WITHIN))
    except signing.SignatureExpired:
        raise LinkRefused(_("Ce lien a plus de sept jours : demandez de nouveau à suivre.")) from None
    except signing.BadSignature:
        raise LinkRefused(_("Ce lien est incomplet : copiez-le en entier depuis le message.")) from None


def management(reader: int) -> str:
    return _absolute("following:manage", signing.dumps(reader, salt=_MANAGE))


def read_management(token: str) -> int:
    return _reader_and_rest(token, _MANAGE)[0]


def leaving(reader: int, subscriptions: list[int]) -> str:
    token = signing.dumps([reader, *subscriptions], salt=_LEAVE)
    return _absolute("following:leave", token)


def read_leaving(token: str) -> tuple[int, list[int]]:
    return _reader_and_rest(token, _LEAVE)


def _absolute(view: str, token: str) -> str:
    return f"{settings.SITE_URL}{reverse(view, args=[token])}"


def _reader_and_rest(token: str, salt: str) -> tuple[int, list[int]]:
    """These links last as long as the mail that holds them. Raises LinkRefused."""
    try:
        read = signing.loads(token, salt=salt)
    except signing.BadSignature:
        raise LinkRefused(_("Ce lien est incomplet : copiez-le en entier depuis le message.")) from None
    first, *rest = read if isinstance(read, list) else [read]
    return int(first), [int(one) for one in rest]


def message_id(delivery: int) -> str:
    """The same whenever this mail is made: a repeat can be recognised, and a bounce read."""
    return f"<envoi.{delivery}.{_seal('message', delivery)}@{urlsplit(settings.SITE_URL).hostname}>"


def return_address(reader: int) -> str:
    """Where the mail comes back to: an address for each reader (VERP), when the site has one for bounces."""
    if not settings.BOUNCE_EMAIL:
        return ""
    local, _at, domain = settings.BOUNCE_EMAIL.partition("@")
    return f"{local}+{reader}-{_seal('bounce', reader)}@{domain}"


def reader_of_return(address: str) -> int | None:
    """Whose mail came back to this address; None for one that is not ours."""
    number, _dash, seal = address.partition("@")[0].partition("+")[2].partition("-")
    return int(number) if _is_ours("bounce", number, seal) else None


def delivery_of_message(identifier: str) -> int | None:
    parts = identifier.strip().strip("<>").partition("@")[0].split(".")
    if len(parts) != 3 or parts[0] != "envoi":
        return None
    return int(parts[1]) if _is_ours("message", parts[1], parts[2]) else None


def _is_ours(what: str, number: str, seal: str) -> bool:
    return number.isascii() and number.isdigit() and hmac.compare_digest(_seal(what, int(number)), seal.lower())


def _seal(what: str, number: int) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"following.{what}.{number}".encode(), sha256).hexdigest()[:16]
