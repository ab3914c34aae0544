"""Territories for tests: each kind with the identifier that it must have."""

import factory
from factory.django import DjangoModelFactory

from commun.territories.enums import Kind
from commun.territories.models import Territory


def siren(number: int, prefix: str = "24") -> str:
    """A SIREN whose Luhn key is right, different for each number."""
    body = f"{prefix}{number:06d}"
    total = sum(sum(divmod(int(digit) * (2 if index % 2 else 1), 10)) for index, digit in enumerate(body))
    return f"{body}{-total % 10}"


class TerritoryFactory(DjangoModelFactory):
    """A commune."""

    class Meta:
        model = Territory

    kind = Kind.COMMUNE
    name = factory.Sequence(lambda n: f"Villeneuve-{n}")
    slug = factory.Sequence(lambda n: f"villeneuve-{n}")
    code_insee = factory.Sequence(lambda n: f"{n % 95 + 1:02d}{n // 95 % 1000:03d}")
    uid = factory.LazyAttribute(lambda self: f"insee:{self.code_insee}")
    population = 12_000
    source = "essai"


class MetropoleFactory(TerritoryFactory):
    """An EPCI: a SIREN and no INSEE code."""

    kind = Kind.METROPOLE
    name = factory.Sequence(lambda n: f"Métropole {n}")
    slug = factory.Sequence(lambda n: f"metropole-{n}")
    code_insee = ""
    siren = factory.Sequence(siren)
    uid = factory.LazyAttribute(lambda self: f"siren:{self.siren}")
    population = 400_000


def fictional_territory(**fields) -> Territory:
    """The demo's invented territory: shown as such, left out of national figures."""
    return TerritoryFactory(is_fictional=True, **fields)
