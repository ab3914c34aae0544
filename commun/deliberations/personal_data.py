"""What this app holds of a person: the address left with a report, forgotten with it."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet

from commun.accounts.models import User
from commun.accounts.personal_data import add_to_export, addresses_of, leave_out, on_erase, on_purge
from commun.deliberations.models import DeliberationReport


def _reports_of(user: User) -> QuerySet[DeliberationReport]:
    named = Q()
    for address in addresses_of(user):
        named |= Q(email__iexact=address)
    return DeliberationReport.objects.filter(named).select_related("deliberation").order_by("pk")


def _reports(user: User) -> list[dict[str, Any]]:
    return [
        {"délibération": one.deliberation.uid, "signalée le": one.asked_at, "texte": one.text, "adresse": one.email}
        for one in _reports_of(user)
    ]


@on_erase
def _forget_addresses(user: User) -> None:
    _reports_of(user).update(email="")


@on_purge("signalements de délibérations")
def _old_reports(before: datetime.datetime) -> int:
    """Those settled since before that instant; what was typed in them went when they were settled."""
    deleted, _rows = DeliberationReport.objects.filter(settled_at__lt=before).delete()
    return deleted


add_to_export("noms que vous avez signalés dans des délibérations", _reports)
leave_out("deliberations.DeliberationReport.settled_by", "parle du signalement d’autrui ; la suite figure aux actions")
