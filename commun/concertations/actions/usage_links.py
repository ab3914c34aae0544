"""Linking a debate to the uses that it speaks of, and taking the link away: both leave a public trace."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations.actions.records import lock
from commun.concertations.enums import TakeawayKind
from commun.concertations.models import Concertation, Takeaway, UsageLink
from commun.core import audit
from commun.core.errors import DomainError, Gone
from commun.library.models import Deployment

MOST_LINKS = 60


@transaction.atomic
def link_usage(
    *, concertation: Concertation, deployment: Deployment, by: User, proposition: Takeaway | None = None, note: str = ""
) -> UsageLink:
    """Say that this debate, or this proposition, is about a published use: it is read on both pages."""
    record = lock(concertation)
    if not deployment.is_published:
        raise DomainError(_("Cette fiche n’est pas publiée : elle se relie une fois publique."))
    if proposition is not None and (
        proposition.concertation_id != record.pk or proposition.kind != TakeawayKind.PROPOSITION
    ):
        raise DomainError(_("Cette proposition n’est pas de cette concertation."))
    links = UsageLink.objects.filter(concertation=record)
    if links.filter(deployment=deployment, proposition=proposition).exists():
        raise DomainError(_("Ce lien existe déjà."))
    if links.count() >= MOST_LINKS:
        raise DomainError(_("Une concertation a au plus %(most)d liens vers des usages.") % {"most": MOST_LINKS})
    role = by.signature(record.territory)
    link = UsageLink.objects.create(
        concertation=record, proposition=proposition, deployment=deployment, note=note.strip(), by_role=role
    )
    _record("concertation.usage_linked", link, by, role)
    return link


@transaction.atomic
def unlink_usage(*, concertation: Concertation, pk: int, by: User) -> None:
    """Take a link away. Raises Gone when someone already did."""
    record = lock(concertation)
    link = UsageLink.objects.filter(concertation=record, pk=pk).select_related("deployment", "proposition").first()
    if link is None:
        raise Gone(_("Ce lien a déjà été retiré."))
    _record("concertation.usage_unlinked", link, by, by.signature(record.territory))
    link.delete()


def _record(verb: str, link: UsageLink, by: User, role: str) -> None:
    detail = {"usage": link.deployment.uid, "proposition": link.proposition.uid if link.proposition else ""}
    audit.record(
        verb, target=link.concertation, by=by, by_role=role, detail=detail, public=link.concertation.is_published
    )
