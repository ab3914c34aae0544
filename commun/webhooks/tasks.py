"""Reading the news and sending them: run by `commun worker`, each at least once (ADR 0016)."""

import datetime
import json
import time
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import outbound
from commun.core.background import task
from commun.following import news as stream
from commun.following.declared import News
from commun.following.models import StreamCursor
from commun.webhooks import kinds, signing
from commun.webhooks.models import Webhook, WebhookDelivery

CURSOR = "webhooks"
DELAYS = tuple(datetime.timedelta(seconds=seconds) for seconds in (30, 5 * 60, 30 * 60, 2 * 3600, 8 * 3600, 24 * 3600))
"""Before each new attempt: a day and a half in all, the time to mend a receiver."""
SUSPENDED_AFTER = 5
"""News given up in a row."""
LIFE = datetime.timedelta(days=30)


@task(title=gettext_lazy("Nouvelles à envoyer aux autres programmes"), limit=datetime.timedelta(minutes=5))
def dispatch(slot: str = "") -> None:
    """Read what came since the last time, write one delivery for each address that wants it, and where one is."""
    with transaction.atomic():
        reader, is_new = StreamCursor.objects.select_for_update().get_or_create(name=CURSOR)
        webhooks = list(Webhook.objects.filter(suspended_at=None).select_related("territory"))
        if is_new or not webhooks:
            # Nobody listened: what was said before is not made up for.
            reader.cursor = stream.now()
        else:
            found, after = stream.since(reader.cursor)
            for delivery in _deliveries(found, webhooks):
                deliver.enqueue(delivery.pk)
            if after != reader.cursor:  # more may wait behind
                dispatch.enqueue()
            reader.cursor = after
        reader.save(update_fields=["cursor"])


def _deliveries(found: Iterable[News], webhooks: list[Webhook]) -> Iterable[WebhookDelivery]:
    for one in found:
        kind = kinds.OF_VERB.get(one.kind)
        for webhook in webhooks:
            if kind is not None and kind.name in webhook.kinds and _concerns(one, webhook):
                delivery, is_new = WebhookDelivery.objects.get_or_create(
                    webhook=webhook, news=one.key, defaults={"kind": kind.name}
                )
                if is_new:
                    yield delivery


def _concerns(one: News, webhook: Webhook) -> bool:
    """What came before the address was opened is not made up for."""
    if one.at < webhook.created_at:
        return False
    return not webhook.is_ours_only or webhook.territory is None or f"territoire:{webhook.territory.uid}" in one.topics


@task(title=gettext_lazy("Envoi d’une nouvelle à un autre programme"), limit=datetime.timedelta(minutes=1))
def deliver(delivery_id: int) -> None:
    """One attempt. What the receiver refuses is tried again later by a task of its own, written with the refusal; what
    breaks here (a process that dies, a receiver that never ends its answer) is tried again by the queue."""
    delivery = WebhookDelivery.objects.select_related("webhook__territory").filter(pk=delivery_id).first()
    if delivery is None or delivery.is_over or delivery.webhook.suspended_at is not None:
        return
    content = _content(delivery)
    if content is None:
        _give_up(delivery, _("N’est plus public : rien n’a été envoyé."), counts=False)
        return
    body = json.dumps(content, ensure_ascii=False).encode()
    began = time.monotonic()
    status, fault = None, ""
    try:
        status = outbound.post(delivery.webhook.url, body=body, headers=_headers(delivery, body))
    except outbound.FetchRefused as refused:
        fault = refused.message
    _record(delivery, status=status, fault=fault, milliseconds=int(1000 * (time.monotonic() - began)))


def _content(delivery: WebhookDelivery) -> dict[str, object] | None:
    """What is public of it now; None when nothing is."""
    if delivery.kind == kinds.TRIAL:
        data: dict[str, object] = {"titre": _("Ceci est un essai"), "page": settings.SITE_URL}
        return {"type": kinds.TRIAL, "timestamp": delivery.created_at.isoformat(), "data": data}
    told = stream.still_public([delivery.news])
    if not told:
        return None
    one = told[0]
    return {
        "type": delivery.kind,
        "timestamp": one.at.isoformat(),
        "data": {
            "titre": one.title,
            "phrase": one.sentence,
            "page": f"{settings.SITE_URL}{one.url}",
            "lieu": one.place,
            "sujets": list(one.topics),
        },
    }


def _headers(delivery: WebhookDelivery, body: bytes) -> dict[str, str]:
    now = timezone.now()
    identifier, timestamp = f"msg_{delivery.uid.hex}", int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "webhook-id": identifier,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signing.signature(
            identifier=identifier, timestamp=timestamp, body=body, salts=delivery.webhook.salts(now)
        ),
    }


@transaction.atomic
def _record(delivery: WebhookDelivery, *, status: int | None, fault: str, milliseconds: int) -> None:
    delivery.attempts += 1
    delivery.tried_at, delivery.status, delivery.milliseconds = timezone.now(), status, milliseconds
    is_received = status is not None and 200 <= status < 300
    delivery.fault = "" if is_received else fault[:200] or _("Réponse %(status)s.") % {"status": status}
    delivery.delivered_at = delivery.tried_at if is_received else None
    delivery.save()
    if is_received:
        Webhook.objects.filter(pk=delivery.webhook_id).exclude(failures=0).update(failures=0)
    elif status == 410:
        _give_up(delivery, delivery.fault)
        _suspend(delivery.webhook, _("Le destinataire a répondu qu’il n’en veut plus (410)."))
    elif delivery.attempts > len(DELAYS):
        _give_up(delivery, delivery.fault)
    else:
        later = timezone.now() + DELAYS[delivery.attempts - 1]
        deliver.using(run_after=later).enqueue(delivery.pk)


@transaction.atomic
def _give_up(delivery: WebhookDelivery, why: str, *, counts: bool = True) -> None:
    delivery.given_up_at, delivery.fault = timezone.now(), why[:200]
    delivery.save(update_fields=["given_up_at", "fault"])
    if not counts:
        return
    Webhook.objects.filter(pk=delivery.webhook_id).update(failures=F("failures") + 1)
    webhook = Webhook.objects.get(pk=delivery.webhook_id)
    if webhook.failures >= SUSPENDED_AFTER:
        _suspend(webhook, _("%(count)d nouvelles de suite n’ont pas pu être remises.") % {"count": webhook.failures})


def _suspend(webhook: Webhook, why: str) -> None:
    """Said on the desk of whoever answers for it (`todo`)."""
    Webhook.objects.filter(pk=webhook.pk, suspended_at=None).update(
        suspended_at=timezone.now(), suspended_for=why[:200]
    )


@task(title=gettext_lazy("Oubli des envois anciens"))
def forget(slot: str = "") -> None:
    WebhookDelivery.objects.filter(created_at__lt=timezone.now() - LIFE).delete()
