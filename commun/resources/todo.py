"""What the catalogue waits for; "À faire" shows it with the rest (`accounts.desk`)."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.desk import Desk, Task, add_tasks
from commun.accounts.enums import Permission
from commun.resources.models import ResourceSuggestion


def suggestions_to_read(desk: Desk) -> Iterable[Task]:
    """Resources that people propose: the network's task. One query."""
    if Permission.RESOURCE_MANAGE not in desk.user.network_permissions():
        return
    count = ResourceSuggestion.objects.filter(settled_at=None).count()
    if count:
        text = ngettext("%(count)d ressource proposée à relire", "%(count)d ressources proposées à relire", count)
        yield Task(text % {"count": count}, _("Réseau"), reverse("resources:desk"))


add_tasks(suggestions_to_read, order=26)
