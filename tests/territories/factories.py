"""Territories as situations: `TerritoryFactory(commune=True)`, `TerritoryFactory(epci=True)`."""

from typing import Any

import factory
from stdnum import luhn

from commun.territories.enums import Kind
from commun.territories.models import Territory


def siren(number: int, *, prefix: str = "21") -> str:
    """A SIREN that passes Luhn's test, different for each number."""
    digits = f"{prefix}{number:06d}"
    return digits + luhn.calc_check_digit(digits)


class TerritoryFactory(factory.django.DjangoModelFactory[Territory]):
    """By default a commune; `uid` and `slug` follow from what identifies it."""

    class Meta:
        model = Territory

    class Params:
        number = factory.Sequence(lambda n: n + 1)
        metropole = factory.Trait(
            kind=Kind.METROPOLE,
            code_insee="",
            name=factory.LazyAttribute(lambda o: f"Métropole {o.number}"),
            siren=factory.LazyAttribute(lambda o: siren(o.number, prefix="24")),
        )
        departement_body = factory.Trait(
            kind=Kind.DEPARTEMENT,
            siren="",
            name=factory.LazyAttribute(lambda o: f"Département {o.number}"),
            code_insee=factory.LazyAttribute(lambda o: f"{o.number % 1000:03d}"),
        )
        region_body = factory.Trait(
            kind=Kind.REGION,
            siren="",
            name=factory.LazyAttribute(lambda o: f"Région {o.number}"),
            code_insee=factory.LazyAttribute(lambda o: f"{o.number % 1000:03d}"),
        )
        codev = factory.Trait(
            kind=Kind.CODEV,
            code_insee="",
            siren="",
            name=factory.LazyAttribute(lambda o: f"Conseil de développement {o.number}"),
        )
        abroad = factory.Trait(
            kind=Kind.VILLE_ETRANGERE,
            code_insee="",
            siren="",
            country="BE",
            name=factory.LazyAttribute(lambda o: f"Ville étrangère {o.number}"),
        )

    kind = Kind.COMMUNE
    name = factory.LazyAttribute(lambda o: f"Commune {o.number}")
    code_insee = factory.LazyAttribute(lambda o: f"{o.number:05d}")
    siren = factory.LazyAttribute(lambda o: siren(o.number))
    uid = factory.LazyAttribute(lambda o: _uid(o))
    slug = factory.LazyAttribute(lambda o: f"t-{_uid(o)}".replace(":", "-"))


def _uid(o: Any) -> str:
    if o.kind in (Kind.DEPARTEMENT, Kind.REGION):
        return f"{o.kind[:3]}:{o.code_insee}"
    if o.code_insee:
        return f"insee:{o.code_insee}"
    return f"siren:{o.siren}" if o.siren else f"commun:{o.number}"
