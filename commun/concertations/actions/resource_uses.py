"""Saying which resources a debate used and what one thinks of them; saying it again changes what was said."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations.actions.records import lock
from commun.concertations.models import Concertation, ResourceUse
from commun.core import audit
from commun.core.errors import DomainError, Gone
from commun.resources.models import Resource

MOST_USES = 40


@transaction.atomic
def tell_use(*, concertation: Concertation, resource: Resource, by: User, said: str = "") -> ResourceUse:
    """Read on both pages once the concertation is public."""
    record = lock(concertation)
    if not resource.is_public:
        raise DomainError(_("Cette ressource a été retirée du catalogue."))
    uses = ResourceUse.objects.filter(concertation=record)
    if not uses.filter(resource=resource).exists() and uses.count() >= MOST_USES:
        raise DomainError(_("Une concertation cite au plus %(most)d ressources.") % {"most": MOST_USES})
    role = by.signature(record.territory)
    use, _created = ResourceUse.objects.update_or_create(
        concertation=record, resource=resource, defaults={"said": said.strip(), "by_role": role}
    )
    _record("concertation.resource_used", use, by, role)
    return use


@transaction.atomic
def take_back(*, concertation: Concertation, pk: int, by: User) -> None:
    """Say no more that it was used. Raises Gone when someone already did."""
    record = lock(concertation)
    use = ResourceUse.objects.filter(concertation=record, pk=pk).select_related("resource").first()
    if use is None:
        raise Gone(_("Cette ressource a déjà été retirée de la liste."))
    _record("concertation.resource_use_taken_back", use, by, by.signature(record.territory))
    use.delete()


def _record(verb: str, use: ResourceUse, by: User, role: str) -> None:
    audit.record(
        verb,
        target=use.concertation,
        by=by,
        by_role=role,
        detail={"ressource": use.resource.uid},
        public=use.concertation.is_published,
    )
