"""What `commun check` says of where the heritage is kept; with `--deploy`, it asks the object store itself."""

import importlib.util
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.files.storage import storages
from django.utils.translation import gettext as _

from commun.heritage.addresses import StoreAddress
from commun.heritage.contents import StoreUnreachable


def settings_of_the_store(**_given: Any) -> list[checks.CheckMessage]:
    """The address can be read, its keys go together, what speaks to it is installed. No network."""
    url = settings.HERITAGE_S3_URL
    if not url:
        return []
    found: list[checks.CheckMessage] = []
    try:
        address = StoreAddress.read(url)
    except ValueError:
        why = _(
            "COMMUN_HERITAGE_S3_URL n’est pas une adresse de la forme https://service/seau ou https://service/seau/dossier."
        )
        return [checks.Error(why, hint=_("Les clés se donnent à part, jamais dans l’adresse."), id="heritage.E001")]
    if bool(settings.HERITAGE_S3_KEY_ID) != bool(settings.HERITAGE_S3_SECRET):
        why = _("COMMUN_HERITAGE_S3_KEY_ID et COMMUN_HERITAGE_S3_SECRET vont ensemble : l’un manque.")
        found.append(checks.Error(why, id="heritage.E002"))
    if importlib.util.find_spec("boto3") is None:
        why = _("boto3, qui parle aux dépôts d’objets, n’est pas installé.")
        found.append(checks.Error(why, hint="pip install --group objects", id="heritage.E003"))
    if address.is_clear:
        why = _("COMMUN_HERITAGE_S3_URL est en http:// : fichiers et clés passent en clair sur le réseau.")
        found.append(checks.Warning(why, id="heritage.W001"))
    return found


def answer_of_the_store(**given: Any) -> list[checks.CheckMessage]:
    """The bucket is there and these keys open it."""
    if not settings.HERITAGE_S3_URL or settings_of_the_store(**given):
        return []
    try:
        storages["heritage"].listdir("commun")
    except StoreUnreachable as silence:
        why = _("Le dépôt d’objets du patrimoine ne répond pas, ou refuse ces clés.")
        return [checks.Error(why, hint=silence.reason, id="heritage.E004")]
    return []


def register() -> None:
    checks.register(settings_of_the_store, "heritage")
    checks.register(answer_of_the_store, "heritage", deploy=True)
