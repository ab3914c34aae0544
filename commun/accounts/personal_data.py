"""What we hold about a person, said to that person: every relation to `User` declares itself here or is left out for a
stated reason (a test walks the models).

Each app declares its own in a module `personal_data.py`, loaded when Django starts.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from commun.accounts.models import Invitation, User
from commun.core.models import AuditEvent, PendingImport

Row = dict[str, Any]
Eraser: TypeAlias = Callable[[User], None]
Purger: TypeAlias = Callable[[datetime.datetime], int]
# An invitation that nobody accepted proves nothing: its address goes a month after the link died.
UNANSWERED_LIFE = datetime.timedelta(days=30)


@dataclass(frozen=True)
class PersonalRecords:
    """One section of the export: the rows of `relation` ("app.Model.field") that concern a person."""

    relation: str
    title: str
    rows: Callable[[User], list[Row]]


_RECORDS: dict[str, PersonalRecords] = {}
_LEFT_OUT: dict[str, str] = {}
_ELSEWHERE: dict[str, Callable[[User], list[Row]]] = {}
_ERASERS: list[Eraser] = []
_PURGERS: dict[str, Purger] = {}


def declare(relation: str, title: str, rows: Callable[[User], list[Row]]) -> None:
    """Put a relation into the export: `declare("concertations.Answer.by", "Réponses signées", rows)`."""
    _RECORDS[relation] = PersonalRecords(relation, title, rows)


def leave_out(relation: str, reason: str) -> None:
    """Keep a relation out of the export, saying why."""
    _LEFT_OUT[relation] = reason


def on_erase(eraser: Eraser) -> Eraser:
    """What an app forgets when a person erases their account and no foreign key says so: an address in a field.

    Runs inside the erasure's transaction, before the account goes.
    """
    _ERASERS.append(eraser)
    return eraser


def erase_traces(user: User) -> None:
    for eraser in _ERASERS:
        eraser(user)


def add_to_export(title: str, rows: Callable[[User], list[Row]]) -> None:
    """A section of the export that follows no foreign key."""
    _ELSEWHERE[title] = rows


def on_purge(title: str) -> Callable[[Purger], Purger]:
    """What an app forgets with time: `purger(before)` forgets what ended before that instant, and counts it."""

    def register(purger: Purger) -> Purger:
        _PURGERS[title] = purger
        return purger

    return register


def purge(*, before: datetime.datetime) -> dict[str, int]:
    """Forget what has served its time, in every app: by title, how much. Running it again finds nothing more."""
    with transaction.atomic():
        return {title: purger(before) for title, purger in _PURGERS.items()}


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
    sections |= {title: rows(user) for title, rows in _ELSEWHERE.items()}
    return {"extrait le": timezone.now(), "compte": account, **sections}


def addresses_of(user: User) -> list[str]:
    """Those that the person proved to be theirs."""
    verified = user.emailaddress_set.filter(verified=True).values_list("email", flat=True)
    return sorted({user.email.lower(), *(email.lower() for email in verified)})


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


@on_purge("invitations")
def _old_invitations(before: datetime.datetime) -> int:
    unanswered = Q(accepted_at=None, expires_at__lt=timezone.now() - UNANSWERED_LIFE)
    deleted, _rows = Invitation.objects.filter(unanswered | Q(invited_at__lt=before)).delete()
    return deleted


@on_purge("imports en attente")
def _old_imports(before: datetime.datetime) -> int:
    deleted, _rows = PendingImport.objects.expired().delete()
    return deleted


@on_purge("liens entre le journal et les comptes")
def _old_audit_links(before: datetime.datetime) -> int:
    """The event stays, with the role; who it was is needed no more."""
    return AuditEvent.objects.filter(at__lt=before).exclude(by=None).update(by=None)


declare("accounts.Membership.user", "territoires", _memberships)
declare("accounts.JoinRequest.user", "demandes pour rejoindre un territoire", _join_requests)
declare("accounts.Invitation.accepted_by", "invitations acceptées", _invitations)
declare("core.AuditEvent.by", "actions", _actions)
declare("account.EmailAddress.user", "adresses", _addresses)
declare("socialaccount.SocialAccount.user", "identités ProConnect", _identities)
declare("mfa.Authenticator.user", "double vérification", _second_factors)
leave_out("accounts.Invitation.invited_by", "parle de la personne invitée ; l’envoi figure parmi les actions")
leave_out("core.PendingImport.owner", "un aperçu gardé deux heures, puis oublié")
leave_out("accounts.JoinRequest.decided_by", "parle de la personne qui demande ; la décision figure parmi les actions")

__all__ = [
    "add_to_export",
    "addresses_of",
    "declare",
    "declared",
    "erase_traces",
    "export",
    "leave_out",
    "on_erase",
    "on_purge",
    "purge",
    "relations",
]
