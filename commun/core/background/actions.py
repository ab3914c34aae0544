"""What a person decides about a dead letter."""

from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commun.core import audit
from commun.core.errors import Gone


@transaction.atomic
def put_back(*, task_id: UUID, by: models.Model) -> None:
    """Put a dead letter back in the queue, with all its attempts before it. Raises Gone when it is dead no more."""
    row = DBTaskResult.objects.failed().filter(pk=task_id).first()
    dead = DBTaskResult.objects.failed().filter(pk=task_id)
    if row is None or not dead.update(
        status=TaskResultStatus.READY,
        run_after=timezone.now(),
        finished_at=None,
        worker_ids=[],
        exception_class_path="",
        traceback="",
    ):
        raise Gone(_("Ce travail n’est plus en échec : il a été remis dans la file, ou effacé."))
    audit.record("background.put_back", target=by, by=by, detail={"task": row.task_path})


@transaction.atomic
def drop(*, task_id: UUID, by: models.Model) -> None:
    """Strike a dead letter off. Raises Gone when it is dead no more."""
    row = DBTaskResult.objects.failed().filter(pk=task_id).first()
    if row is None or not DBTaskResult.objects.failed().filter(pk=task_id).delete()[0]:
        raise Gone(_("Ce travail n’est plus en échec : il a été remis dans la file, ou effacé."))
    audit.record("background.dropped", target=by, by=by, detail={"task": row.task_path})
