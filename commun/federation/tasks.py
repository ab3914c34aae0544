"""Harvests, done beside the web processes. Each may be run twice: the second finds the source claimed, or unchanged."""

import datetime

from django.utils.translation import gettext_lazy as t

from commun.core.background import task
from commun.federation.actions.harvest import Busy, due, harvest
from commun.federation.enums import SourceState
from commun.federation.models import HarvestSource

LIMIT = datetime.timedelta(minutes=15)
DELAYS = (datetime.timedelta(minutes=5), datetime.timedelta(hours=1))


@task(title=t("Moissons dues"))
def enqueue_due(slot: str) -> int:
    """One task for each source whose hour has come."""
    found = due()
    for one in found:
        harvest_source.enqueue(one.pk)
    return len(found)


@task(title=t("Moisson d’un autre site"), limit=LIMIT, delays=DELAYS)
def harvest_source(source_id: int) -> str:
    """What fails is told in the harvest itself, and comes again at its hour."""
    source = HarvestSource.objects.filter(pk=source_id, state=SourceState.ACTIVE).first()
    if source is None or source not in due():
        return ""
    return _done(source, is_rehearsal=False)


@task(title=t("Essai à blanc d’un autre site"), limit=LIMIT, delays=DELAYS)
def rehearse(source_id: int) -> str:
    source = HarvestSource.objects.filter(pk=source_id).first()
    return _done(source, is_rehearsal=True) if source is not None else ""


@task(title=t("Version acceptée d’un autre site"), limit=LIMIT, delays=DELAYS)
def take_accepted(source_id: int, sha256: str) -> str:
    """What changed at the source since someone read it goes to quarantine again."""
    source = HarvestSource.objects.filter(pk=source_id, state=SourceState.ACTIVE).first()
    return _done(source, is_rehearsal=False, accepted=sha256) if source is not None else ""


def _done(source: HarvestSource, *, is_rehearsal: bool, accepted: str = "") -> str:
    try:
        return str(harvest(source=source, is_rehearsal=is_rehearsal, accepted=accepted).verdict)
    except Busy:
        return ""
