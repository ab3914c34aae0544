"""What the heritage waits for; "À faire" shows it with the rest (`accounts.desk`)."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.desk import Desk, Task, add_tasks
from commun.accounts.enums import Permission
from commun.heritage.models import HeritageFile, HeritageVersion


def to_sign_for_network(desk: Desk) -> Iterable[Task]:
    """Versions that a territory signed: the network's task. One query."""
    if Permission.HERITAGE_REVIEW not in desk.user.network_permissions():
        return
    count = HeritageVersion.objects.awaiting_network().count()
    if count:
        text = ngettext(
            "%(count)d jeu de données ou modèle à relire et à signer",
            "%(count)d jeux de données ou modèles à relire et à signer",
            count,
        )
        yield Task(text % {"count": count}, _("Réseau"), reverse("heritage:network"))


def sent_back(desk: Desk) -> Iterable[Task]:
    """What the network sent back, with its reason. One query."""
    territories = desk.where(Permission.HERITAGE_EDIT)
    rows = HeritageVersion.objects.filter(item__territory__in=territories, published_at=None, signed_at=None)
    for one in rows.exclude(refusal="").select_related("item__territory"):
        yield Task(
            _("Corriger « %(title)s » : le réseau l’a renvoyé") % {"title": one.title},
            one.item.territory.name,
            reverse("heritage:desk_item", args=[one.item.territory.slug, one.item.uid]),
            level="soon",
        )


def damaged(desk: Desk) -> Iterable[Task]:
    """Files that are no more what they were. One query."""
    territories = desk.where(Permission.HERITAGE_PUBLISH)
    rows = HeritageFile.objects.filter(version__item__territory__in=territories).exclude(content__fault="")
    for one in rows.select_related("version__item__territory"):
        item = one.version.item
        yield Task(
            _("Rétablir un fichier abîmé : %(name)s") % {"name": one.name},
            item.territory.name,
            reverse("heritage:desk_item", args=[item.territory.slug, item.uid]),
            level="late",
        )


add_tasks(to_sign_for_network, sent_back, damaged, order=27)
