"""Datasets and models for tests, told by situations."""

import hashlib
import io
from typing import Any

from commun.accounts.models import User
from commun.heritage.actions import deposits, items, keeping, publication
from commun.heritage.enums import Kind
from commun.heritage.models import HeritageItem, HeritageVersion
from commun.territories.models import Territory
from tests.accounts.factories import coordinator, referent
from tests.territories.factories import TerritoryFactory

TABLE = b"rue,signalements\nRue du Port,12\nQuai des Brumes,7\n"

SAID: dict[str, Any] = {
    "description": "Un signalement par ligne, sans nom ni adresse précise.",
    "creators": ["Service de la voirie"],
    "keywords": ["voirie"],
    "themes": ["service_public"],
    "provenance": "Le logiciel de la direction de la voirie.",
    "intended_use": "Comparer les délais d’un quartier à l’autre.",
    "limits": "Les rues privées n’y sont pas.",
    "licence": "etalab-2.0",
    "personal_data": "absentes",
    "personal_data_note": "Vérifié par la déléguée à la protection des données.",
}
OF_MODEL = {
    "training_data": "Mille photographies de chaussées, sous Licence Ouverte.",
    "evaluation": "Deux cents photographies tenues à part : neuf nids-de-poule sur dix sont vus.",
}


def in_preparation(
    territory: Territory | None = None, *, kind: Kind = Kind.DATASET, title: str = "Signalements d’essai"
) -> Any:
    """Just begun: a name, and nothing else."""
    territory = territory or TerritoryFactory()
    item = items.create(territory=territory, kind=kind, title=title, by=referent(territory))
    return item.versions.select_related("item__territory").get()


def with_file(version: HeritageVersion, *, name: str = "signalements.csv", content: bytes = TABLE) -> Any:
    """A file came whole, and was read again."""
    by = referent(version.item.territory)
    deposit = deposits.begin(version=version, name=name, size=len(content), by=by)
    deposits.receive(deposit=deposit, offset=0, read=io.BytesIO(content).read, length=len(content), by=by)
    assert keeping.check(deposit.content)
    return version


def described(version: HeritageVersion, **given: Any) -> Any:
    """All that must be said is said, and who keeps it."""
    said = SAID | (OF_MODEL if version.item.kind == Kind.MODEL else {}) | given
    by = referent(version.item.territory)
    items.describe(version=version, values=said, edits=version.edits, by=by)
    item = version.item
    items.keep(
        item=item, custodian="Archives municipales", contact="Service des archives", kept_until=None,
        kept_why="La rue de demain se prépare avec.", version=item.version, by=by,
    )  # fmt: skip
    return HeritageVersion.objects.select_related("item__territory").get(pk=version.pk)


def ready(territory: Territory | None = None, *, kind: Kind = Kind.DATASET, **given: Any) -> Any:
    return described(
        with_file(in_preparation(territory, kind=kind, title=given.pop("title", "Signalements d’essai"))), **given
    )


def signed(territory: Territory | None = None, **given: Any) -> Any:
    """The territory signed; the network has not."""
    version = ready(territory, **given)
    publication.sign(version=version, by=referent(version.item.territory))
    version.refresh_from_db()
    return version


def published(territory: Territory | None = None, *, by: User | None = None, **given: Any) -> Any:
    version = signed(territory, **given)
    publication.publish(version=version, seen=version.signed_sha256, by=by or coordinator())
    return HeritageItem.objects.select_related("current", "territory").get(pk=version.item_id)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
