"""Work beside the pages: reading again what came and what is kept, forgetting what stopped coming."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as t

from commun.core.background import give_way, task
from commun.heritage.actions import keeping
from commun.heritage.models import StoredContent


@task(title=t("Relecture d’un fichier reçu"), limit=timedelta(hours=3))
def read_again(content: int) -> bool:
    """Read a content that has just come: its digest, and whether it is what was announced."""
    found = StoredContent.objects.filter(pk=content).first()
    if found is None:
        return False
    keeping.sweep(found)
    return keeping.check(found, between_pieces=give_way)


@task(title=t("Relecture d’une part du patrimoine"), limit=timedelta(hours=6))
def read_a_share(slot: str) -> int:
    return keeping.share(between_contents=give_way)


@task(title=t("Oubli des dépôts abandonnés"))
def forget_deposits(slot: str) -> int:
    return keeping.purge(now=timezone.now())
