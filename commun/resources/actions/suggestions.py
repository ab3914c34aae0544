"""Proposing a resource, and answering who proposed it: accepted with what had to be mended, or refused with reason."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.enums import Permission
from commun.accounts.models import User
from commun.core import audit, mails
from commun.core.errors import DomainError
from commun.resources.actions import catalogue
from commun.resources.fields import BY_NAME
from commun.resources.models import Resource, ResourceSuggestion

MOST_WAITING = 10
"""Suggestions of one person that wait at once."""


@transaction.atomic
def suggest(*, values: Mapping[str, Any], by: User) -> ResourceSuggestion:
    """Keep what someone proposes until the coordination reads it, and tell the coordination."""
    catalogue.refuse_faults(values)
    if by.resource_suggestions.filter(settled_at=None).count() >= MOST_WAITING:
        raise DomainError(
            _("%(most)d de vos propositions attendent déjà : la coordination les lit d’abord.") % {"most": MOST_WAITING}
        )
    content = {name: BY_NAME[name].to_json(value) for name, value in values.items()}
    asked = ResourceSuggestion.objects.create(content=content, title=values["title"], by=by)
    audit.record("resource.suggested", target=asked, by=by, by_role=by.signature())
    mails.send_after_commit(partial(_to_coordination, asked), what="resource suggested")
    return asked


@transaction.atomic
def accept(*, asked: ResourceSuggestion, values: Mapping[str, Any], by: User) -> Resource:
    """Publish it with these values, which may differ from those proposed, and tell who proposed it."""
    current = _waiting(asked)
    resource = catalogue.add(values=values, by=by)
    _settle(current, by=by, resource=resource)
    audit.record("resource.suggestion_accepted", target=current, by=by, by_role=by.signature())
    return resource


@transaction.atomic
def refuse(*, asked: ResourceSuggestion, reason: str, by: User) -> None:
    """Say no, and why, to who proposed it."""
    if not reason.strip():
        raise DomainError(_("Dites pourquoi : la personne qui l’a proposée recevra cette raison."))
    current = _waiting(asked)
    current.refusal = reason.strip()
    _settle(current, by=by)
    audit.record("resource.suggestion_refused", target=current, by=by, by_role=by.signature())


def values_of(asked: ResourceSuggestion) -> dict[str, Any]:
    """What was proposed, as the form takes it."""
    return {name: BY_NAME[name].from_json(value) for name, value in asked.content.items() if name in BY_NAME}


def _waiting(asked: ResourceSuggestion) -> ResourceSuggestion:
    found = ResourceSuggestion.objects.select_for_update(of=("self",)).select_related("by").get(pk=asked.pk)
    if found.settled_at is not None:
        raise DomainError(_("Cette proposition a déjà reçu une réponse."))
    return found


def _settle(current: ResourceSuggestion, *, by: User, resource: Resource | None = None) -> None:
    current.settled_at = timezone.now()
    current.settled_by_role = by.signature()
    current.resource = resource
    current.save()
    mails.send_after_commit(partial(_answer, current), what="answer to a suggested resource")


def _to_coordination(asked: ResourceSuggestion) -> list[EmailMessage]:
    """One mail to each person who may answer: receivers do not see one another."""
    context = {"asked": asked, "url": _absolute(reverse("resources:review", args=[asked.pk]))}
    return [
        _mail(_("Une ressource est proposée"), "resources/mails/suggested.txt", context, to=one.email)
        for one in User.objects.given_by_network(Permission.RESOURCE_MANAGE).order_by("pk")
    ]


def _answer(asked: ResourceSuggestion) -> list[EmailMessage]:
    """Nobody is told when who proposed it has left."""
    if asked.by is None:
        return []
    url = _absolute(asked.resource.get_absolute_url()) if asked.resource else ""
    subject = _("Votre ressource est au catalogue") if url else _("La ressource que vous avez proposée")
    return [_mail(subject, "resources/mails/answered.txt", {"asked": asked, "url": url}, to=asked.by.email)]


def _mail(subject: str, template: str, context: dict[str, Any], *, to: str) -> EmailMessage:
    ours = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    text = render_to_string(template, context | ours).strip()
    return EmailMessage(subject, text, to=[to], headers={"Auto-Submitted": "auto-generated"})


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
