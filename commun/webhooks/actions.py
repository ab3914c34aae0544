"""Opening an address, changing its secret, trying it, taking it up again, closing it."""

import datetime
import uuid
from collections.abc import Collection
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, outbound
from commun.core.errors import DomainError
from commun.core.text import clean
from commun.territories.models import Territory
from commun.webhooks import kinds, signing, tasks
from commun.webhooks.models import Webhook, WebhookDelivery

MOST = 10
"""Addresses of one territory, or of the network."""
OVERLAP = datetime.timedelta(hours=24)
"""How long the secret of before still signs."""


class WebhookRefused(DomainError):
    """An address that cannot be opened so; `field` names what to mend."""

    def __init__(self, message: str, field: Literal["", "name", "url", "kinds"] = "") -> None:
        self.field = field
        super().__init__(message)


@transaction.atomic
def open_webhook(
    *, territory: Territory | None, name: str, url: str, kinds_wanted: Collection[str], is_ours_only: bool, by: User
) -> Webhook:
    """Send news of these kinds to `url` from now on."""
    name = " ".join(clean(name).split())
    if not name:
        raise WebhookRefused(_("Dites à quoi cet envoi sert."), "name")
    if unknown := set(kinds_wanted) - set(kinds.BY_NAME):
        raise ValueError(unknown)
    if not kinds_wanted:
        raise WebhookRefused(_("Choisissez au moins une nouvelle à envoyer."), "kinds")
    if Webhook.objects.filter(territory=territory).count() >= MOST:
        raise WebhookRefused(_("Il y a déjà %(most)d envois : retirez ceux qui ne servent plus.") % {"most": MOST})
    webhook = Webhook.objects.create(
        territory=territory,
        opened_by=by,
        name=name,
        url=checked(url),
        kinds=[kind.name for kind in kinds.KINDS if kind.name in kinds_wanted],
        is_ours_only=is_ours_only and territory is not None,
    )
    _trace("webhook.opened", webhook, by=by, nouvelles=webhook.kinds)
    return webhook


def checked(url: str) -> str:
    """An address of the web over TLS. Where its name leads is checked at each sending. Raises WebhookRefused."""
    try:
        parts = outbound.checked(url.strip())
    except outbound.FetchRefused as refused:
        raise WebhookRefused(refused.message, "url") from None
    if parts.scheme != "https" and not settings.FETCH_PRIVATE_ADDRESSES:
        raise WebhookRefused(_("L’adresse doit commencer par https://."), "url")
    return url.strip()


@transaction.atomic
def renew_secret(*, webhook: Webhook, by: User) -> Webhook:
    """Sign with a new secret; the one before signs beside it for a day, the time to change it at the other end."""
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    webhook.old_salt, webhook.old_until = webhook.salt, timezone.now() + OVERLAP
    webhook.salt = signing.new_salt()
    webhook.save(update_fields=["salt", "old_salt", "old_until"])
    _trace("webhook.secret_renewed", webhook, by=by)
    return webhook


@transaction.atomic
def send_trial(*, webhook: Webhook, by: User) -> WebhookDelivery:
    """Send something that says it is a trial."""
    if webhook.suspended_at is not None:
        raise DomainError(_("Cet envoi est suspendu : reprenez-le d’abord."))
    delivery = WebhookDelivery.objects.create(webhook=webhook, news=f"essai/{uuid.uuid4().hex}", kind=kinds.TRIAL)
    tasks.deliver.enqueue(delivery.pk)
    return delivery


@transaction.atomic
def send_again(*, delivery: WebhookDelivery, by: User) -> None:
    """Send it once more, under the same `webhook-id`, with all its attempts before it."""
    delivery = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("webhook").get(pk=delivery.pk)
    if delivery.webhook.suspended_at is not None:
        raise DomainError(_("Cet envoi est suspendu : reprenez-le d’abord."))
    if not delivery.is_over:
        raise DomainError(_("Cette nouvelle est déjà en train d’être envoyée."))
    delivery.attempts, delivery.delivered_at, delivery.given_up_at = 0, None, None
    delivery.save(update_fields=["attempts", "delivered_at", "given_up_at"])
    tasks.deliver.enqueue(delivery.pk)


@transaction.atomic
def resume(*, webhook: Webhook, by: User) -> None:
    """Send again from now on. What was given up meanwhile is sent again one by one, by whoever wants it."""
    resumed = Webhook.objects.filter(pk=webhook.pk, suspended_at__isnull=False)
    if resumed.update(suspended_at=None, suspended_for="", failures=0):
        _trace("webhook.resumed", webhook, by=by)


@transaction.atomic
def close(*, webhook: Webhook, by: User) -> None:
    """Send nothing more there, and forget what was sent."""
    _trace("webhook.closed", webhook, by=by)
    webhook.delete()


def _trace(verb: str, webhook: Webhook, *, by: User, **detail: object) -> None:
    """Never the address, which may hold a secret of whoever receives."""
    territory = webhook.territory
    audit.record(
        verb,
        target=territory if territory is not None else webhook,
        by=by,
        by_role=by.signature(territory),
        detail={"nom": webhook.name, **detail},
    )
