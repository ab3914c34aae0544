"""What we hold about a reader, for that person's export; an account that goes takes its reader along."""

import datetime
from typing import Any

from commun.accounts.models import User
from commun.accounts.personal_data import addresses_of, declare, on_erase, on_purge
from commun.following.models import Delivery, Reader


def _subscriptions(user: User) -> list[dict[str, Any]]:
    return (
        [
            {
                "sujet": subscription.label,
                "rythme": str(subscription.get_rhythm_display()),
                "demandé le": subscription.asked_at,
                "confirmé le": subscription.confirmed_at,
            }
            for subscription in user.reader.subscriptions.order_by("pk")
        ]
        if Reader.objects.filter(user=user).exists()
        else []
    )


@on_erase
def _forget_reader(user: User) -> None:
    """What the addresses of the account followed without it goes as well."""
    for address in addresses_of(user):
        Reader.objects.filter(email__iexact=address).delete()


@on_purge("courriels partis")
def _old_deliveries(before: datetime.datetime) -> int:
    return Delivery.objects.filter(sent_at__lt=before).delete()[0]


declare("following.Reader.user", "ce que suit le compte", _subscriptions)
