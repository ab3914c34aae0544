"""Columns that the library repeats: a text, a line, a choice; empty means that nobody has said."""

from typing import TYPE_CHECKING, Any

from django.core.validators import URLValidator
from django.db import models

from commun.core.text import folded

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Label = str | _StrPromise
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField

web_url = URLValidator(schemes=["http", "https"])


def text(label: "Label") -> "models.TextField[str, str]":
    return models.TextField(label, blank=True)


def line(label: "Label", length: int = 300) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=length, blank=True)


def choice(label: "Label", choices: type[models.TextChoices]) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=30, choices=choices.choices, blank=True)


def several(label: "Label") -> "models.JSONField[Any, Any]":
    """A list of values of a vocabulary, in its order."""
    return models.JSONField(label, default=list, blank=True)


def yes_no(label: "Label") -> "models.BooleanField[Any, Any]":
    return models.BooleanField(label, null=True, blank=True)


def url(label: "Label") -> "models.URLField[str, str]":
    return models.URLField(label, max_length=500, blank=True, validators=[web_url])


def country(label: "Label") -> "models.CharField[str, str]":
    """ISO 3166-1 alpha-2."""
    return models.CharField(label, max_length=2, blank=True)


class FoldedField(_CharField):
    """Another column without case nor accent, kept in step at each save, so that the database refuses a second."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        kwargs |= {"editable": False, "blank": True}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 (Django calls it)
        value = folded(getattr(model_instance, self.of))[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value
