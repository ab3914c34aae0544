"""Where a use comes from: another territory's published use, taken up, adapted, or given up after."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit
from commun.core.errors import DomainError
from commun.library.actions.sheets import lock
from commun.library.enums import LineageKind
from commun.library.models import Deployment, Lineage, PublishedSheet


@transaction.atomic
def link(
    *, sheet: Deployment, source: PublishedSheet, kind: LineageKind, by: User, note: str = "", source_url: str = ""
) -> Lineage:
    """Say that this use comes from that one, which everyone can read. One link between two uses; none in a circle."""
    current = lock(sheet)
    if source.pk == current.pk:
        raise DomainError(_("Un usage ne peut venir de lui-même."))
    if Lineage.objects.filter(deployment=current, source_id=source.pk).exists():
        raise DomainError(_("Ce lien est déjà dit."))
    if Lineage.objects.filter(deployment_id=source.pk, source=current).exists():
        raise DomainError(_("L’autre fiche dit déjà qu’elle vient de la vôtre : un usage vient d’un seul côté."))
    made = Lineage.objects.create(
        deployment=current, source_id=source.pk, kind=kind, note=note.strip(), source_url=source_url
    )
    audit.record(
        "deployment.lineage_added",
        target=current,
        by=by,
        by_role=by.signature(current.territory),
        detail={"fiche": source.uid, "lien": kind.value},
    )
    return made


@transaction.atomic
def unlink(*, lineage: Lineage, by: User) -> None:
    """Take a link back; the public page follows at the next publication."""
    current = lock(lineage.deployment)
    lineage.delete()
    audit.record("deployment.lineage_removed", target=current, by=by, by_role=by.signature(current.territory))
