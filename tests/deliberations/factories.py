"""Council decisions for tests, told by situations."""

import datetime
import hashlib

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from commun.deliberations.enums import BodyKind, TextSource
from commun.deliberations.models import DeliberatingBody, Deliberation, DeliberationSource, DeliberationText
from commun.territories.models import Territory


class SourceFactory(DjangoModelFactory):
    """A file read on a day."""

    class Meta:
        model = DeliberationSource

    uid = factory.Sequence(lambda n: f"sd-essai-{n + 1}")
    title = "Délibérations d’essai"
    publisher = "Ville d’essai"
    url = "https://exemple.fr/donnees/deliberations.csv"
    licence = "Licence Ouverte 2.0"


class BodyFactory(DjangoModelFactory):
    """A municipal council that no territory of the lists is; `territory` for one that is."""

    class Meta:
        model = DeliberatingBody

    siret = factory.Sequence(lambda n: f"{21900000000000 + n + 1}")
    name = factory.Sequence(lambda n: f"Conseil municipal d’essai {n + 1}")
    slug = factory.Sequence(lambda n: f"conseil-d-essai-{n + 1}")
    kind = BodyKind.COMMUNE


class DeliberationFactory(DjangoModelFactory):
    """A decision whose body publishes neither its vote nor its text."""

    class Meta:
        model = Deliberation

    class Params:
        is_taken_down = factory.Trait(taken_down_at=factory.LazyFunction(timezone.now), subject="", sha256="")

    body = factory.SubFactory(BodyFactory)
    source = factory.SubFactory(SourceFactory)
    uid = factory.Sequence(lambda n: f"delib-essai-{n + 1}")
    local_id = factory.Sequence(lambda n: f"2026-{n + 1:03d}")
    decided_on = datetime.date(2026, 6, 24)
    matter_code = "9.1"
    matter_name = "autres domaines de competences/autres domaines de competences des communes"
    subject = factory.Sequence(lambda n: f"Approbation de la convention numéro {n + 1}")
    sha256 = "0" * 64


def decision_of(territory: Territory, **values) -> Deliberation:
    """A decision of the council of a territory; the same council for all of them."""
    body = territory.deliberating_bodies.first() or BodyFactory(territory=territory, name=territory.name)
    decision: Deliberation = DeliberationFactory(body=body, **values)
    return decision


def with_text(decision: Deliberation, text: str, source: TextSource = TextSource.GIVEN) -> Deliberation:
    """The same decision, whose words are known."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    DeliberationText.objects.create(deliberation=decision, body=text, source=source, sha256=digest)
    return decision
