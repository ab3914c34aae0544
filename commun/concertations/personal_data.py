"""What these records say of the person who signed them, for that person's export."""

from typing import Any

from commun.accounts.models import User
from commun.accounts.personal_data import declare, leave_out
from commun.concertations.models import Answer, Concertation, Signature


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


declare("concertations.Signature.recorded_by", "signatures de la charte enregistrées", _signatures)
declare("concertations.Concertation.published_by", "concertations publiées", _publications)
declare("concertations.Answer.published_by", "réponses publiées", _answers)
leave_out("concertations.Transition.by", "le même passage d’étape figure parmi les actions")
leave_out(
    "concertations.ParticipantView.moderated_by", "parle d’un avis d’autrui ; la décision figure parmi les actions"
)
