"""What several of these datasets share: columns, addresses, and which propositions are public."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commun.core.datasets import Column, Source, Text, Type
from commun.core.dates import PartialDate

TERRITORY_UID = r"^[a-z]+:\S+$"


def iso(date: PartialDate) -> str:
    return date.iso


def concertation_url(slug: str) -> str:
    return f"{settings.SITE_URL}/concertations/{slug}/"


def proposition_url(uid: str) -> str:
    return f"{settings.SITE_URL}/propositions/{uid}/"


def identifier_column(source: Source, description: Text, example: str, **more: Any) -> Column:
    return Column("identifiant", source, description, example=example, is_required=True, is_unique=True, **more)


def url_column(source: Source, example: str, read: Any) -> Column:
    return Column(
        "url", source, _("Page de ce site qui montre cette ligne."), Type.URL, example, read=read, is_required=True
    )


def territory_columns(path: str) -> tuple[Column, Column]:
    return (
        Column(
            "territoire",
            f"{path}__uid",
            _("Identifiant de la collectivité qui porte la démarche."),
            example="siren:243500139",
            pattern=TERRITORY_UID,
            is_required=True,
            refers_to="territoires-engages",
        ),
        Column(
            "territoire_nom",
            f"{path}__name",
            _("Nom de la collectivité."),
            example="Rennes Métropole",
            is_required=True,
        ),
    )


def concertation_column(source: str) -> Column:
    return Column(
        "concertation",
        source,
        _("Identifiant de la concertation."),
        example="cta-2026-0001",
        is_required=True,
        refers_to="concertations",
    )


def proposition_column(source: str) -> Column:
    return Column(
        "proposition",
        source,
        _("Identifiant de la proposition."),
        example="cta-2026-0001-p12",
        is_required=True,
        refers_to="propositions",
    )


def choices_column(name: str, source: str, description: Text, example: str, choices: Any) -> Column:
    return Column(name, source, description, Type.LIST, example, choices)


PUBLIC_PROPOSITION = {
    "proposition__frozen_at__isnull": False,
    "proposition__concertation__published_at__isnull": False,
    "proposition__concertation__territory__is_fictional": False,
}
