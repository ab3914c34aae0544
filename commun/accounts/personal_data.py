"""What we hold about a person, said to that person: every relation to `User` declares itself here or is left out for a
stated reason (a test walks the models).

Each app declares its own in a module `personal_data.py`, loaded when Django starts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from commun.accounts.models import User
from commun.core.models import AuditEvent

Row = dict[str, Any]


@dataclass(frozen=True)
class PersonalRecords:
    """One section of the export: the rows of `relation` ("app.Model.field") that concern a person."""

    relation: str
    title: str
    rows: Callable[[User], list[Row]]


_RECORDS: dict[str, PersonalRecords] = {}
_LEFT_OUT: dict[str, str] = {}


def declare(relation: str, title: str, rows: Callable[[User], list[Row]]) -> None:
    """Put a relation into the export: `declare("concertations.Answer.by", "Réponses signées", rows)`."""
    _RECORDS[relation] = PersonalRecords(relation, title, rows)


def leave_out(relation: str, reason: str) -> None:
    """Keep a relation out of the export, saying why."""
    _LEFT_OUT[relation] = reason


def declared() -> frozenset[str]:
    return frozenset(_RECORDS) | frozenset(_LEFT_OUT)


def relations() -> dict[str, Any]:
    """Every foreign key to a person, in any installed app: "app.Model.field" → the field."""
    found = {}
    for relation in User._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            field = relation.field  # type: ignore[union-attr]
            found[f"{field.model._meta.label}.{field.name}"] = field
    return found


def export(user: User) -> dict[str, Any]:
    """Everything linked to the person, by French section titles."""
    account = {
        "adresse électronique": user.email,
        "nom": user.name,
        "fonction": user.job_title,
        "rôle dans le réseau": user.get_network_role_display() if user.network_role else "",
        "inscrit le": user.joined_at,
        "dernière connexion": user.last_login,
    }
    sections = {records.title: records.rows(user) for records in _RECORDS.values()}
    return {"extrait le": timezone.now(), "compte": account, **sections}


def _memberships(user: User) -> list[Row]:
    return [
        {"territoire": one.territory.name, "rôle": one.get_role_display(), "depuis": one.since}
        for one in user.memberships.select_related("territory").order_by("since", "pk")
    ]


def _join_requests(user: User) -> list[Row]:
    return [
        {
            "territoire": one.territory.name,
            "état": one.get_state_display(),
            "demandé le": one.asked_at,
            "répondu le": one.decided_at,
        }
        for one in user.join_requests.select_related("territory")
    ]


def _invitations(user: User) -> list[Row]:
    return [
        {"territoire": one.territory.name, "rôle": one.get_role_display(), "accepté le": one.accepted_at}
        for one in user.invitations_accepted.select_related("territory").order_by("accepted_at", "pk")
    ]


def _actions(user: User) -> list[Row]:
    events = AuditEvent.objects.filter(by=user).order_by("at", "pk")
    return [{"action": event.verb, "le": event.at, "en tant que": event.by_role} for event in events]


def _addresses(user: User) -> list[Row]:
    return [{"adresse": one.email, "vérifiée": one.verified} for one in user.emailaddress_set.order_by("pk")]


def _identities(user: User) -> list[Row]:
    return [
        {"service": one.provider, "lié le": one.date_joined, "reçu": one.extra_data}
        for one in user.socialaccount_set.order_by("pk")
    ]


def _second_factors(user: User) -> list[Row]:
    """That there is one, and since when; never its secret, which would let a reader of the file in."""
    return [
        {"type": str(one.get_type_display()), "créé le": one.created_at, "utilisé le": one.last_used_at}
        for one in user.authenticator_set.order_by("pk")
    ]


declare("accounts.Membership.user", "territoires", _memberships)
declare("accounts.JoinRequest.user", "demandes pour rejoindre un territoire", _join_requests)
declare("accounts.Invitation.accepted_by", "invitations acceptées", _invitations)
declare("core.AuditEvent.by", "actions", _actions)
declare("account.EmailAddress.user", "adresses", _addresses)
declare("socialaccount.SocialAccount.user", "identités ProConnect", _identities)
declare("mfa.Authenticator.user", "double vérification", _second_factors)
leave_out("accounts.Invitation.invited_by", "parle de la personne invitée ; l’envoi figure parmi les actions")
leave_out("accounts.JoinRequest.decided_by", "parle de la personne qui demande ; la décision figure parmi les actions")

__all__ = ["declare", "declared", "export", "leave_out", "relations"]
