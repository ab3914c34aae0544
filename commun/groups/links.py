"""The sealed addresses of the mails of a group: where one replies, which message a mail was, how one joins."""

import hmac
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings


def reply_address(*, thread: int, member: int) -> str:
    """Where this member replies to this discussion; empty when the site receives no mail."""
    if not settings.REPLY_EMAIL:
        return ""
    local, _at, domain = settings.REPLY_EMAIL.partition("@")
    return f"{local}+{thread}-{member}-{_seal('reply', thread, member)}@{domain}"


def read_reply_address(address: str) -> tuple[int, int] | None:
    """The discussion and the member; None for an address that is not ours, or that someone changed."""
    parts = address.partition("@")[0].partition("+")[2].split("-")
    if len(parts) != 3 or not all(one.isascii() and one.isdecimal() and len(one) < 18 for one in parts[:2]):
        return None
    thread, member = int(parts[0]), int(parts[1])
    return (thread, member) if hmac.compare_digest(_seal("reply", thread, member), parts[2].lower()) else None


def message_id(message: int) -> str:
    """The same whenever this mail is made: an answer names it."""
    return f"<groupe.{message}.{_seal('message', message)}@{urlsplit(settings.SITE_URL).hostname}>"


def read_message_id(identifier: str) -> int | None:
    parts = identifier.strip().strip("<>").partition("@")[0].split(".")
    if len(parts) != 3 or parts[0] != "groupe" or not (parts[1].isascii() and parts[1].isdecimal()):
        return None
    number = int(parts[1][:18])
    return number if hmac.compare_digest(_seal("message", number), parts[2].lower()) else None


def _seal(what: str, *numbers: int) -> str:
    text = f"groups.{what}.{'.'.join(map(str, numbers))}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), sha256).hexdigest()[:20]
