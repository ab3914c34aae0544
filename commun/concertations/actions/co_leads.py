"""Who leads a concertation with the territory that documents it."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations.actions.records import keep_version, lock
from commun.concertations.models import Concertation
from commun.core import audit
from commun.core.errors import DomainError, EditConflict
from commun.core.models import Revision
from commun.territories.models import Territory

MAX_CO_LEADS = 40


def co_leads_digest(concertation: Concertation) -> str:
    """Who co-leads, in one short text: the same as long as nobody has changed it."""
    return Revision.digest(sorted(concertation.co_leads.values_list("uid", flat=True)))


@transaction.atomic
def set_co_leads(*, concertation: Concertation, territories: Sequence[Territory], seen: str, by: User) -> Concertation:
    """Say who leads the concertation too; public when the record is.

    `seen` is the `co_leads_digest` of the page that was filled in; raises EditConflict when it changed since.
    """
    record = lock(concertation)
    if co_leads_digest(record) != seen:
        raise EditConflict(_("Quelqu’un a changé les co-porteurs avant vous : relisez la liste, puis enregistrez."))
    wanted = {one.pk: one for one in territories}
    if record.territory_id in wanted:
        raise DomainError(
            _("« %(name)s » porte déjà la concertation : ne nommez ici que les autres.") % {"name": record.territory}
        )
    if len(wanted) > MAX_CO_LEADS:
        raise DomainError(_("Une concertation a au plus %(most)d co-porteurs.") % {"most": MAX_CO_LEADS})
    before = {one.pk: one for one in record.co_leads.all()}
    if before.keys() == wanted.keys():
        return record
    record.co_leads.set(wanted.values())
    record.version += 1
    record.save(update_fields=["version"])
    role = by.signature(record.territory)
    audit.record(
        "concertation.co_leads_changed",
        target=record,
        by=by,
        by_role=role,
        detail={
            "ajoutes": [wanted[pk].uid for pk in wanted.keys() - before.keys()],
            "retires": [before[pk].uid for pk in before.keys() - wanted.keys()],
        },
        public=record.is_published,
    )
    keep_version(record, by_role=role, reason=_("Co-porteurs"))
    return record
