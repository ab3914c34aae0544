"""A request sent twice is done once: `Idempotency-Key`, as draft-ietf-httpapi-idempotency-key-header says it."""

import datetime
import hashlib
import json
import re
import secrets
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.api.models import KeptAnswer
from commun.api.problems import Refused
from commun.keys.models import ApiKey

LIFE = datetime.timedelta(hours=24)
LEASE = datetime.timedelta(minutes=2)
"""Longer than any request is let run: a claim that old belongs to a process that died."""
LONGEST_NAME = 200
_NAME = re.compile(rf"[!-~]{{1,{LONGEST_NAME}}}")


@dataclass(frozen=True)
class Claim:
    """This request is ours to do."""

    pk: int
    attempt: str


def name_in(request: HttpRequest) -> str:
    """The name given to the request; empty without. Raises Refused."""
    name = request.headers.get("Idempotency-Key")
    if name is None:
        return ""
    if _NAME.fullmatch(name) is None:
        why = _("De 1 à %(most)d signes, sans accent ni espace.") % {"most": LONGEST_NAME}
        raise Refused(422, _("L’en-tête ne convient pas."), faults=[("Idempotency-Key", why)])
    return name


def digest_of(request: HttpRequest) -> str:
    """What tells two requests apart: method, address, conditions and body.

    A form is told by what it holds: its boundary is drawn anew each time that it is sent.
    """
    parts = (request.method or "", request.get_full_path(), request.headers.get("If-Match", ""))
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "replace") + b"\n")
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    digest.update(json.dumps(sorted(request.POST.lists())).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(json.dumps([name, file.name, file.size]).encode())
            for block in file.chunks():
                digest.update(block)
            file.seek(0)
    return digest.hexdigest()


def claim(*, key: ApiKey, name: str, digest: str) -> Claim | KeptAnswer:
    """The right to do this request, or the answer that it already had.

    Raises Refused: 422 when the name was given to another request, 409 while the first one is being done.
    """
    now, attempt = timezone.now(), secrets.token_hex(16)
    KeptAnswer.objects.filter(key=key, claimed_at__lt=now - LIFE).delete()
    first = {"request_sha256": digest, "attempt": attempt, "claimed_at": now}
    row, is_ours = KeptAnswer.objects.get_or_create(key=key, name=name, defaults=first)
    if is_ours:
        return Claim(row.pk, attempt)
    if row.request_sha256 != digest:
        why = _("Cette clé d’idempotence a servi à une autre demande : donnez-en une nouvelle à chaque demande.")
        raise Refused(422, why, faults=[("Idempotency-Key", why)])
    if row.status is not None:
        return row
    died = KeptAnswer.objects.filter(pk=row.pk, attempt=row.attempt, status=None, claimed_at__lt=now - LEASE)
    if died.update(attempt=attempt, claimed_at=now):
        return Claim(row.pk, attempt)
    raise being_done()


def being_done() -> Refused:
    return Refused(
        409, _("Cette même demande est en train d’être faite : redemandez-la."), headers={"Retry-After": "2"}
    )


def settle(claimed: Claim, *, status: int, body: str, version: str) -> None:
    """Keep the answer, in the transaction of the work. Raises Refused when another process took the request over."""
    ours = KeptAnswer.objects.filter(pk=claimed.pk, attempt=claimed.attempt, status=None)
    if not ours.update(status=status, body=body, version=version):
        raise being_done()


def release(claimed: Claim) -> None:
    """Nothing was done: the same request may be tried again under the same name."""
    KeptAnswer.objects.filter(pk=claimed.pk, attempt=claimed.attempt, status=None).delete()


def forget() -> int:
    """Drop the answers that are kept no longer, and count them."""
    deleted, _rows = KeptAnswer.objects.filter(claimed_at__lt=timezone.now() - LIFE).delete()
    return deleted
