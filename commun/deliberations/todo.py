"""What decisions wait for; "À faire" shows it with the rest (`accounts.desk`)."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.desk import Desk, Task, add_tasks
from commun.accounts.enums import Permission
from commun.deliberations.models import DeliberationReport


def reports_to_read(desk: Desk) -> Iterable[Task]:
    """Names that readers report: the network's task. One query."""
    if Permission.DELIBERATION_MANAGE not in desk.user.network_permissions():
        return
    count = DeliberationReport.objects.filter(settled_at=None).count()
    if count:
        text = ngettext(
            "%(count)d nom de personne signalé dans une délibération",
            "%(count)d noms de personnes signalés dans des délibérations",
            count,
        )
        yield Task(text % {"count": count}, _("Réseau"), reverse("deliberations:desk"))


add_tasks(reports_to_read, order=25)
