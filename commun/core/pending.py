"""Imports in two steps: what was read is kept for its owner, shown, then confirmed or forgotten."""

import datetime
import secrets
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.core.audit import Author
from commun.core.errors import DomainError
from commun.core.models import PendingImport

LIFE = datetime.timedelta(hours=2)


class NoPendingImport(DomainError):
    """Nothing waits under this token: it has expired, was confirmed, or is someone else's."""

    def __init__(self) -> None:
        super().__init__(_("Cet aperçu n’est plus disponible (il est gardé deux heures). Renvoyez le fichier."))


@transaction.atomic
def keep(*, kind: str, target: models.Model, content: Any, by: Author, name: str = "") -> PendingImport:
    """Keep what was read until it is confirmed; an earlier import of the same kind by the same person gives way."""
    PendingImport.objects.expired().delete()
    target_type = ContentType.objects.get_for_model(target)
    kept, _created = PendingImport.objects.update_or_create(
        owner_id=by.pk,
        kind=kind,
        target_type=target_type,
        target_id=target.pk,
        defaults={
            "token": secrets.token_urlsafe(24),
            "name": name[:200],
            "content": content,
            "expires_at": timezone.now() + LIFE,
        },
    )
    return kept


def find(*, token: str, kind: str, target: models.Model, by: Author) -> PendingImport:
    """What waits under this token. Raises NoPendingImport."""
    found = (
        PendingImport.objects.alive()
        .filter(
            token=token,
            kind=kind,
            owner_id=by.pk,
            target_type=ContentType.objects.get_for_model(target),
            target_id=target.pk,
        )
        .first()
    )
    if found is None:
        raise NoPendingImport
    return found
