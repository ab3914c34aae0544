"""Leaving a trace. Every action that changes the world calls `record`, inside its own transaction."""

from typing import Any, Protocol

from django.contrib.contenttypes.models import ContentType
from django.db import models

from commun.core.models import AuditEvent


class Author(Protocol):
    """Whoever acts: a user, or None for the system itself (imports, the clock)."""

    pk: Any


def record(
    verb: str,
    *,
    target: models.Model,
    by: Author | None,
    by_role: str = "",
    detail: dict[str, Any] | None = None,
    public: bool = False,
) -> AuditEvent:
    """Record that `verb` (`concertation.published`) was done to `target` by `by`, acting as `by_role`."""
    return AuditEvent.objects.create(
        verb=verb,
        by_id=by.pk if by is not None else None,
        by_role=by_role,
        target_type=ContentType.objects.get_for_model(target),
        target_id=target.pk,
        detail=detail or {},
        is_public=public,
    )
