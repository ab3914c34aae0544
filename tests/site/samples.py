"""Sample arguments of the addresses of the background work."""

from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.core import jobs


def _dead_letter(_world) -> dict:
    jobs.give_up.enqueue()
    row = DBTaskResult.objects.latest("enqueued_at")
    DBTaskResult.objects.filter(pk=row.pk).update(
        status="FAILED", finished_at=timezone.now() - timedelta(hours=1), worker_ids=["gone"]
    )
    return {"task_id": row.pk}


SAMPLES = {
    "site:background_put_back": _dead_letter,
    "site:background_drop": _dead_letter,
    "site:sitemap_section": lambda _world: {"name": "propositions", "number": 1},
}
