"""What labels wait for; "À faire" shows it with the rest (`accounts.desk`)."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from commun.accounts.desk import Desk, Task, add_tasks
from commun.labels.enums import CallState
from commun.labels.models import Juror


def seats(desk: Desk) -> Iterable[Task]:
    """The juries where this person is asked to sit, or sits, until the results. One query."""
    rows = Juror.objects.filter(user=desk.user, call__state=CallState.PUBLISHED).select_related("call__label")
    for one in rows.order_by("pk"):
        url = reverse("labels:seat", args=[one.pk])
        if one.accepted_at is None:
            yield Task(_("Dire si vous siégez au jury"), one.call.title, url)
        elif one.call.is_over(desk.on):
            yield Task(_("Noter les candidatures"), one.call.title, url)


add_tasks(seats, order=27)
