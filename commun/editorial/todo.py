"""What waits for an editor; "À faire" shows it with the rest (`accounts.desk`)."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from commun.accounts.desk import Desk, Task, add_tasks
from commun.accounts.enums import Permission
from commun.editorial.enums import ArticleState
from commun.editorial.models import Article


def texts_to_review(desk: Desk) -> Iterable[Task]:
    """Those that someone else wrote. One query."""
    if Permission.EDITORIAL_MANAGE not in desk.user.network_permissions():
        return
    for one in Article.objects.filter(state=ArticleState.REVIEW).exclude(edited_by=desk.user).order_by("edited_at"):
        yield Task(
            _("Relire « %(title)s »") % {"title": one.title},
            one.get_kind_display(),
            reverse("editorial:review", args=[one.slug]),
        )


add_tasks(texts_to_review, order=27)
