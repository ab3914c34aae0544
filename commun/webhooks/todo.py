"""What is sent no more: whoever answers for it is told (`accounts.desk`)."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from commun.accounts.desk import Desk, Task, add_tasks
from commun.accounts.enums import Permission
from commun.webhooks.models import Webhook


def suspended(desk: Desk) -> Iterable[Task]:
    """One query."""
    mine = Q(territory__in=desk.where(Permission.API_MANAGE))
    if Permission.API_MANAGE in desk.user.network_permissions():
        mine |= Q(territory=None)
    found = Webhook.objects.filter(mine, suspended_at__isnull=False).select_related("territory")
    for webhook in found.order_by("suspended_at", "pk"):
        yield Task(
            _("L’envoi « %(name)s » est suspendu. %(why)s") % {"name": webhook.name, "why": webhook.suspended_for},
            webhook.territory.name if webhook.territory else _("Réseau"),
            webhook.get_absolute_url(),
            level="soon",
        )


add_tasks(suspended, order=82)
