"""The four links of the quarterly mail: signed, for one action and one answer, good for 45 days.

A link only opens a page that asks to confirm: mail filters open every link, and must not keep a promise for anyone.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.errors import DomainError

SALT = "commun.concertations.quarterly"
GOOD_FOR = timedelta(days=45)


class Choice(models.TextChoices):
    NOTHING_NEW = "rien_de_neuf", _("Rien de neuf")
    MOVED = "avance", _("Avancé")
    DONE = "fait", _("Fait")
    ABANDONED = "abandonne", _("Abandonné")


class LinkRefused(DomainError):
    """The link is not ours, or is too old."""


@dataclass(frozen=True)
class Link:
    """What a link says: which action, which answer, and the version of the action when the mail left."""

    follow_up: str
    choice: Choice
    version: int


def token_for(link: Link) -> str:
    return signing.dumps([link.follow_up, link.choice.value, link.version], salt=SALT)


def read(token: str) -> Link:
    """Raises LinkRefused."""
    try:
        uid, choice, version = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.SignatureExpired:
        raise LinkRefused(
            str(_("Ce lien a plus de 45 jours. Ouvrez votre espace pour dire où en est l’action."))
        ) from None
    except signing.BadSignature:
        raise LinkRefused(str(_("Ce lien est incomplet : copiez-le en entier depuis le message."))) from None
    return Link(follow_up=str(uid), choice=Choice(choice), version=int(version))
