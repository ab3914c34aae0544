"""What these records say of the person who signed them, for that person's export."""

import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from commun.accounts.models import User
from commun.accounts.personal_data import (
    add_to_export,
    addresses_of,
    declare,
    leave_out,
    on_erase,
    on_purge,
)
from commun.concertations.enums import State
from commun.concertations.models import Answer, Concertation, Signature, Transition


def _signatures(user: User) -> list[dict[str, Any]]:
    return [
        {"territoire": one.pledge.territory.name, "signée le": one.signed_on, "enregistrée le": one.recorded_at}
        for one in Signature.objects.filter(recorded_by=user).select_related("pledge__territory").order_by("pk")
    ]


def _publications(user: User) -> list[dict[str, Any]]:
    return [
        {"concertation": one.title, "publiée le": one.published_at}
        for one in Concertation.objects.filter(published_by=user).order_by("pk")
    ]


def _answers(user: User) -> list[dict[str, Any]]:
    return [
        {"proposition": str(one.proposition), "publiée le": one.published_at}
        for one in Answer.objects.filter(published_by=user).select_related("proposition").order_by("pk")
    ]


def _led_by(user: User) -> QuerySet[Concertation]:
    named = Q()
    for address in addresses_of(user):
        named |= Q(referent_email__iexact=address)
    return Concertation.objects.filter(named).order_by("pk")


def _referent_of(user: User) -> list[dict[str, Any]]:
    return [{"concertation": one.title, "adresse": one.referent_email} for one in _led_by(user)]


@on_erase
def _forget_referent(user: User) -> None:
    """Messages to the record then go to the référents of the territory."""
    # The version moves on: a form open elsewhere must not bring the address back.
    _led_by(user).update(referent_email="", version=F("version") + 1)


@on_purge("adresses de personnes référentes")
def _old_referents(before: datetime.datetime) -> int:
    """Of the concertations closed, or interrupted and left so, since before that instant."""
    ended = (
        Transition.objects.filter(concertation=OuterRef("pk"), target=OuterRef("state")).order_by("-at").values("at")
    )
    over = Concertation.objects.filter(state__in=[State.CLOSED, State.INTERRUPTED]).annotate(
        ended_at=Subquery(ended[:1])
    )
    keys = list(over.filter(ended_at__lt=before).exclude(referent_email="").values_list("pk", flat=True))
    return Concertation.objects.filter(pk__in=keys).update(referent_email="", version=F("version") + 1)


add_to_export("fiches dont vous êtes la personne référente", _referent_of)
declare("concertations.Signature.recorded_by", "signatures de la charte enregistrées", _signatures)
declare("concertations.Concertation.published_by", "concertations publiées", _publications)
declare("concertations.Answer.published_by", "réponses publiées", _answers)
leave_out("concertations.Transition.by", "le même passage d’étape figure parmi les actions")
leave_out(
    "concertations.ParticipantView.moderated_by", "parle d’un avis d’autrui ; la décision figure parmi les actions"
)
