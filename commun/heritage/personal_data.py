"""What this app holds of a person: the deposits that they began, and what they signed."""

from typing import Any

from commun.accounts.models import User
from commun.accounts.personal_data import declare
from commun.heritage.models import HeritageVersion


def _deposits(user: User) -> list[dict[str, Any]]:
    return [
        {"fichier": one.name, "commencé le": one.created_at, "terminé le": one.finished_at}
        for one in user.heritage_deposits.order_by("created_at", "pk")
    ]


def _signed(user: User) -> list[dict[str, Any]]:
    rows = HeritageVersion.objects.filter(signed_by=user).select_related("item").order_by("pk")
    return [{"élément": one.item.uid, "version": one.number, "signée le": one.signed_at} for one in rows]


def _published(user: User) -> list[dict[str, Any]]:
    rows = HeritageVersion.objects.filter(published_by=user).select_related("item").order_by("pk")
    return [{"élément": one.item.uid, "version": one.number, "signée le": one.published_at} for one in rows]


declare("heritage.Deposit.by", "fichiers que vous avez déposés", _deposits)
declare("heritage.HeritageVersion.signed_by", "patrimoine signé pour un territoire", _signed)
declare("heritage.HeritageVersion.published_by", "patrimoine signé pour le réseau", _published)
