"""What the library says of a person: what they did, and the address they left with a correction."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet

from commun.accounts.models import User
from commun.accounts.personal_data import add_to_export, addresses_of, declare, leave_out, on_erase, on_purge
from commun.library.models import CorrectionRequest, Deployment, FeedVersion


def _created(user: User) -> list[dict[str, Any]]:
    return [
        {"fiche": one.title, "ouverte le": one.created_at}
        for one in Deployment.objects.filter(created_by=user).order_by("pk")
    ]


def _published(user: User) -> list[dict[str, Any]]:
    return [
        {"fiche": one.title, "publiée le": one.published_at}
        for one in Deployment.objects.filter(published_by=user).order_by("pk")
    ]


def _sheets_with_address(user: User) -> QuerySet[Deployment]:
    named = Q()
    for address in addresses_of(user):
        named |= Q(contact_email__iexact=address)
    return Deployment.objects.filter(named).order_by("pk")


def _asked_by(user: User) -> QuerySet[CorrectionRequest]:
    named = Q()
    for address in addresses_of(user):
        named |= Q(email__iexact=address)
    return CorrectionRequest.objects.filter(named).select_related("deployment").order_by("pk")


def _corrections(user: User) -> list[dict[str, Any]]:
    return [
        {"fiche": one.deployment.title, "proposée le": one.asked_at, "texte": one.text, "adresse": one.email}
        for one in _asked_by(user)
    ]


def _addresses(user: User) -> list[dict[str, Any]]:
    return [{"fiche": one.title, "adresse": one.contact_email} for one in _sheets_with_address(user)]


@on_erase
def _forget_addresses(user: User) -> None:
    """A sheet without a functional address is answered for by the référents of its territory."""
    _asked_by(user).update(email="")
    _sheets_with_address(user).update(contact_email="")


@on_purge("fichiers reçus de la bibliothèque")
def _old_files(before: datetime.datetime) -> int:
    """A file of the network may hold addresses: the version keeps its digest and its verdict, the file goes."""
    old = FeedVersion.objects.filter(fetched_at__lt=before).exclude(file="")
    count = 0
    for version in old:
        version.file.delete(save=True)
        count += 1
    return count


@on_purge("demandes de correction")
def _old_corrections(before: datetime.datetime) -> int:
    """Those settled since before that instant: their text is a stranger's, and has served. Older addresses go too."""
    deleted, _rows = CorrectionRequest.objects.filter(settled_at__lt=before).delete()
    return deleted + CorrectionRequest.objects.filter(asked_at__lt=before).exclude(email="").update(email="")


add_to_export("corrections que vous avez proposées", _corrections)
add_to_export("fiches d’usage dont l’adresse fonctionnelle est la vôtre", _addresses)
declare("library.Deployment.created_by", "fiches d’usage ouvertes", _created)
declare("library.Deployment.published_by", "fiches d’usage publiées", _published)
leave_out("library.Review.by", "la relecture figure parmi les actions")
leave_out("library.CorrectionRequest.settled_by", "parle de la demande d’autrui ; la suite figure parmi les actions")
