"""What coordinators decide of a source."""

import base64
import binascii
from urllib.parse import urlsplit

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.core import audit, identifiers
from commun.core.errors import DomainError
from commun.federation.enums import SourceState, Verdict
from commun.federation.models import Harvest, HarvestSource
from commun.territories.models import Territory


class NotYet(DomainError):
    """The source must be tried first."""


class NotThatOne(DomainError):
    """Another version was read since."""


def is_key(text: str) -> bool:
    """Whether it is an ed25519 public key: 32 bytes, in base64."""
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


@transaction.atomic
def propose(
    *,
    title: str,
    url: str,
    by: models.Model,
    territory: Territory | None = None,
    public_key: str = "",
    every_hours: int = 24,
) -> HarvestSource:
    """Add a source; nothing is read of it until someone tries it."""
    source = HarvestSource(title=title, url=url, territory=territory, public_key=public_key, every_hours=every_hours)
    source.host = (urlsplit(url).hostname or "").lower()[:255]
    source.slug = identifiers.free_slug(HarvestSource, title, place="", default="site", length=80)
    source.full_clean()
    source.save()
    audit.record("federation.proposed", target=source, by=by)
    return source


@transaction.atomic
def approve(*, source: HarvestSource, by: models.Model) -> None:
    """Its rows become public from the next harvest on. Raises NotYet without a rehearsal that went well."""
    last = source.harvests.first()
    if last is None or last.verdict in (Verdict.FAILED, Verdict.QUARANTINED):
        raise NotYet(_("Faites d’abord un essai à blanc qui réussisse : on saura ce que donne cette source."))
    _move(source, SourceState.ACTIVE, "federation.approved", by)


@transaction.atomic
def accept(*, source: HarvestSource, version: Harvest, by: models.Model) -> None:
    """Someone read what a version in quarantine changes, and answers for it. It is read again, and taken if it is still
    the same to the byte. Raises NotThatOne when another reading came after it, or when nothing waits."""
    last = source.harvests.filter(is_rehearsal=False).first()
    if source.state != SourceState.ACTIVE or last != version or not version.waits_for_someone:
        raise NotThatOne(_("Cette version n’attend plus personne : la page montre la dernière lecture."))
    audit.record("federation.accepted", target=source, by=by, detail={"sha256": version.sha256})


@transaction.atomic
def pause(*, source: HarvestSource, by: models.Model) -> None:
    """It is read no more; what it gave stays shown, with its date."""
    _move(source, SourceState.PAUSED, "federation.paused", by)


def _move(source: HarvestSource, state: SourceState, verb: str, by: models.Model) -> None:
    HarvestSource.objects.filter(pk=source.pk).update(state=state, due_at=timezone.now())
    audit.record(verb, target=source, by=by)
