"""Resources for tests, told by situations."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from commun.accounts.models import User
from commun.resources.actions import catalogue, collections, suggestions
from commun.resources.fields import FIELDS
from commun.resources.models import Resource, ResourceCollection, ResourceSuggestion
from tests.accounts.factories import UserFactory


class ResourceFactory(DjangoModelFactory):
    """A game of which only its name, its nature and its producer are known."""

    class Meta:
        model = Resource

    uid = factory.Sequence(lambda n: f"re-{n + 5001}")
    slug = factory.Sequence(lambda n: f"jeu-d-essai-{n + 1}")
    title = factory.Sequence(lambda n: f"Jeu d’essai {n + 1}")
    description = "On y joue, puis on en parle."
    kind = "jeu"
    producers = factory.LazyFunction(lambda: ["Association d’essai"])


def values(**given: Any) -> dict[str, Any]:
    """What a form gives: a kit, and nothing else known but what is given."""
    least = {"title": "Kit d’essai", "description": "Un kit.", "kind": "kit"}
    return {one.name: one.empty for one in FIELDS} | least | given


def added(**given: Any) -> Resource:
    """A resource that went through the action, with its first version."""
    return catalogue.add(values=values(**given), by=None)


def suggested(by: User | None = None, **given: Any) -> ResourceSuggestion:
    return suggestions.suggest(values=values(**given), by=by or UserFactory())


def collection(*resources: Resource) -> ResourceCollection:
    return collections.create(
        title="Collection d’essai", introduction="Pour commencer.", resources=resources or [added()], by=None
    )
