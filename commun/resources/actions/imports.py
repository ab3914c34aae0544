"""Writing what a table says: all that was shown and confirmed, or nothing; twice, and nothing moves."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core.errors import DomainError
from commun.core.named_tables import Table
from commun.resources.actions import catalogue
from commun.resources.importers.plan import plan


@dataclass(frozen=True)
class ImportReport:
    created: int
    updated: int
    unchanged: int


@transaction.atomic
def ingest(*, table: Table, seen: str, by: User) -> ImportReport:
    """`seen` is the mark of the plan that was shown. Raises DomainError, and then nothing was written."""
    found = plan(table)
    if found.faults:
        raise DomainError(_("Des lignes sont fautives : corrigez le fichier, puis renvoyez-le. Rien n’a été importé."))
    if found.seen != seen:
        raise DomainError(_("Le catalogue a changé depuis cet aperçu : relisez-le, puis confirmez."))
    reason = _("Import du fichier %(name)s") % {"name": table.name}
    for line in found.new:
        catalogue.add(values=line.values, by=by, reason=reason)
    for line in found.changed:
        assert line.resource is not None
        version = line.resource.version
        catalogue.edit(resource=line.resource, values=line.values, version=version, by=by, reason=reason)
    return ImportReport(len(found.new), len(found.changed), found.unchanged)
