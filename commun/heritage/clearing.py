"""Destroying what no row names any more, now or when the storage answers again."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as t

from commun.core.background import task
from commun.heritage import contents


@task(title=t("Effacement de ce qui n’est plus conservé"), limit=timedelta(hours=1))
def clear_later(folder: str) -> int:
    return contents.drop_all(folder)


def clear(folder: str) -> None:
    """Destroy the objects of a folder; when the storage does not answer, as soon as it does."""
    try:
        contents.drop_all(folder)
    except contents.StoreUnreachable:
        clear_later.enqueue(folder)
