"""Mails that come back: an address that is no more gets nothing further until its owner confirms it again.

A bounce is a report (RFC 3464) sent to the address that the mail left from, one for each reader; without it, the number
of the mail, which most reports hold, tells. Our seals are in both: nobody can suspend someone else's address.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message

from django.db.models import F
from django.utils import timezone

from commun.following import links
from commun.following.models import Delivery, Reader
from commun.following.sending import Refused

ENOUGH = 3
"""How many lasting refusals that say nothing of the address itself suspend it."""
_ADDRESS = re.compile(r"[^\s<>,;:\"]+@[^\s<>,;:\"]+")


def refused(delivery: Delivery, refusal: Refused) -> bool:
    """What the server said when the mail was handed to it. Whether it is settled: not when it may take it later."""
    if not refusal.is_lasting:
        return False
    Delivery.objects.waiting().filter(pk=delivery.pk).update(refused_at=timezone.now(), fault=str(refusal)[:200])
    came_back(delivery.reader_id, status=_enhanced(str(refusal)), why=str(refusal))
    return True


def read_report(raw: bytes) -> int | None:
    """Read one mail that came back. The reader it was about; None when it is no lasting failure of a mail of ours."""
    message = message_from_bytes(raw, policy=policy.default)
    reader = _reader(message)
    if reader is None:
        return None
    for report in _reports(message):
        status = str(report.get("Status", "")).strip()
        if str(report.get("Action", "")).strip().lower() == "failed" and status.startswith("5"):
            came_back(reader, status=status, why=str(report.get("Diagnostic-Code", status)))
            return reader
    return None


def is_failure(raw: bytes) -> bool:
    """Reads one mail that came back: whether it was a lasting failure of a mail of ours."""
    return read_report(raw) is not None


def came_back(reader: int, *, status: str, why: str) -> None:
    """Suspend at once an address that does not exist (5.1.x), one that refuses three times otherwise."""
    Reader.objects.filter(pk=reader).update(bounces=F("bounces") + 1)
    gone = Reader.objects.filter(pk=reader, suspended_at=None)
    if not status.startswith("5.1."):
        gone = gone.filter(bounces__gte=ENOUGH)
    gone.update(suspended_at=timezone.now(), suspended_for=" ".join(why.split())[:200])


def _reader(message: Message) -> int | None:
    for name in ("To", "Delivered-To", "X-Original-To", "Envelope-To"):
        for value in message.get_all(name, []):
            for address in _ADDRESS.findall(str(value)):
                if (reader := links.reader_of_return(address)) is not None:
                    return reader
    for part in message.walk():
        for identifier in (part.get("Original-Message-ID"), part.get("Message-ID"), part.get("In-Reply-To")):
            delivery = links.delivery_of_message(str(identifier)) if identifier else None
            if delivery is not None:
                return Delivery.objects.filter(pk=delivery).values_list("reader", flat=True).first()
        if part.get_content_type() == "text/rfc822-headers":
            headers = message_from_bytes(str(part.get_payload()).encode(), policy=policy.default)
            delivery = links.delivery_of_message(str(headers.get("Message-ID", "")))
            if delivery is not None:
                return Delivery.objects.filter(pk=delivery).values_list("reader", flat=True).first()
    return None


def _reports(message: Message) -> Iterator[Message]:
    """What is said of each recipient."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            payload = part.get_payload()
            yield from (one for one in payload if isinstance(one, Message)) if isinstance(payload, list) else ()


def _enhanced(text: str) -> str:
    """The enhanced status of a refusal: "550 5.1.1 unknown" gives "5.1.1"."""
    found = re.match(r"\d{3}[ -]+(\d\.\d{1,3}\.\d{1,3})", text)
    return found[1] if found else ("5.1.1" if text.startswith(("550", "553")) else "5.0.0")
