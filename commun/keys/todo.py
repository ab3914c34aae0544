"""A key whose last day comes soon: a program will stop working; "À faire" says it (`accounts.desk`)."""

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from commun.accounts.desk import SOON, Desk, Task, add_tasks
from commun.accounts.enums import Permission
from commun.keys.models import ApiKey


def keys_that_end(desk: Desk) -> Iterable[Task]:
    """One query."""
    where = desk.where(Permission.API_MANAGE)
    if not where:
        return
    ending = ApiKey.objects.filter(
        territory__in=where, expires_on__range=(desk.on, desk.on + datetime.timedelta(days=SOON))
    )
    for key in ending.alive(desk.on).select_related("territory").order_by("expires_on", "pk"):
        yield Task(
            _("La clé d’API « %(name)s » cessera d’ouvrir : le logiciel qui s’en sert en attend une autre")
            % {"name": key.name},
            key.territory.name,
            reverse("keys:list", args=[key.territory.slug]),
            due_on=key.expires_on,
            level="soon",
        )


add_tasks(keys_that_end, order=80)
