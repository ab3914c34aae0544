"""Writing what a table of trades says: all that was shown and confirmed, or nothing; twice, and nothing moves."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core.errors import DomainError
from commun.core.named_tables import Table
from commun.jobs.actions.links import attach
from commun.jobs.importers.plan import plan
from commun.territories.models import Territory


@transaction.atomic
def ingest(*, table: Table, territory: Territory, seen: str, by: User) -> int:
    """`seen` is the mark of the plan that was shown. Raises DomainError, and then nothing was written.

    Returns how many trades were attached.
    """
    found = plan(table, territory=territory)
    if found.faults:
        raise DomainError(_("Des lignes sont fautives : corrigez le fichier, puis renvoyez-le. Rien n’a été importé."))
    if found.seen != seen:
        raise DomainError(_("Vos métiers ont changé depuis cet aperçu : relisez-le, puis confirmez."))
    for line in found.lines:
        for trade in line.new:
            attach(trade=trade, to=line.about, by=by)
    return found.count
