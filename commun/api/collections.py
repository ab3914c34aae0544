"""The datasets as the API gives them: which columns one may filter by, what a record looks like, where it leads."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Literal
from urllib.parse import quote

from django.conf import settings
from ninja import Field, Schema
from pydantic import ConfigDict, create_model

from commun.api.numbers import WholeNumber
from commun.core.datasets import Column, Dataset, Many, Queryset, Type
from commun.opendata import presenters
from commun.opendata.registry import datasets
from commun.opendata.schema import table_schema

ROOT = "/api/v1"
MOST = 1000
USUAL = 100

_TYPES: Mapping[Type, Any] = {
    Type.STRING: str,
    Type.INTEGER: int,
    Type.NUMBER: float,
    Type.DATE: datetime.date,
    Type.PARTIAL_DATE: str,
    Type.DATETIME: datetime.datetime,
    Type.BOOLEAN: bool,
    Type.URL: str,
}


@dataclass(frozen=True)
class Filter:
    """A parameter that narrows a collection by one of its columns."""

    name: str
    lookup: str
    annotation: Any
    description: str

    def narrow(self, rows: Queryset, value: Any) -> Queryset:
        if isinstance(value, str) and self.annotation is _Answer:
            value = value == "true"
        return rows.filter(**{self.lookup: value})


@dataclass(frozen=True)
class NamingFilter(Filter):
    """The records one of whose related rows names this one: the answers that cite a decision. `lookup` is of `many`."""

    many: Many

    def narrow(self, rows: Queryset, value: Any) -> Queryset:
        naming = self.many.rows().order_by().filter(**{self.lookup: value})
        return rows.filter(pk__in=naming.values(self.many.parent))


_Answer = Literal["true", "false"]


def address(dataset: Dataset, identifier: str = "") -> str:
    """Of the collection, or of one record; absolute, as whoever follows it needs."""
    tail = f"/{quote(identifier, safe=':')}" if identifier else ""
    return f"{settings.SITE_URL}{ROOT}/{dataset.slug}{tail}"


@cache
def filters(slug: str) -> Mapping[str, Filter]:
    """What one may narrow this collection by: values of a list, yes or no, another record, the days between."""
    found: dict[str, Filter] = {}
    for column in datasets()[slug].columns:
        for one in _filters(column):
            found[one.name] = one
    return found


def _filters(column: Column) -> list[Filter]:
    source = column.source
    if isinstance(source, Many) and column.refers_to and len(source.values) == 1 and source.read is str:
        return [NamingFilter(column.name, source.values[0], str, str(column.description), source)]
    if not isinstance(source, str) or column.name == "identifiant":
        return []
    if column.type is Type.ENUM and column.choices is not None and column.read is None:
        values = tuple(str(value) for value in column.choices.values)
        kind: Any = list[Literal[values]]  # type: ignore[valid-type]
        return [Filter(column.name, f"{source}__in", kind, f"{column.description} Peut être répété.")]
    if column.read is not None:
        return []
    if column.type is Type.BOOLEAN:
        return [Filter(column.name, source, _Answer, str(column.description))]
    if column.type is Type.STRING and (column.refers_to or column.pattern):
        return [Filter(column.name, source, str, str(column.description))]
    if column.type is Type.DATE:
        return [
            Filter(f"{column.name}_depuis", f"{source}__gte", datetime.date, f"{column.description} À partir de."),
            Filter(f"{column.name}_jusqua", f"{source}__lte", datetime.date, f"{column.description} Jusqu’à."),
        ]
    return []


@dataclass(frozen=True)
class Way:
    """From a record of one collection to those of another."""

    name: str
    slug: str
    parameter: str


@cache
def ways_back(slug: str) -> tuple[Way, ...]:
    """The collections whose records name those of this one: the answers of a proposition, the evidence of a finding."""
    found = []
    for other in datasets().values():
        columns = [one for one in other.columns if one.refers_to == slug and one.name in filters(other.slug)]
        for column in columns:
            name = other.slug if len(columns) == 1 else f"{other.slug}-{column.name}"
            found.append(Way(name, other.slug, column.name))
    return tuple(found)


@lru_cache(256)
def with_fields(slug: str, names: tuple[str, ...]) -> Dataset:
    """The dataset with these columns only, after its identifier. Raises KeyError for a name that is no column."""
    whole = datasets()[slug]
    known = {column.name: column for column in whole.columns}
    kept = {whole.columns[0].name: whole.columns[0]} | {name: known[name] for name in names}
    return replace(whole, columns=tuple(kept.values()))


def links_of(dataset: Dataset) -> Callable[[dict[str, Any]], dict[str, str]]:
    """What makes the `chemins` of a record: itself, those that it names, those that name it."""
    root = f"{settings.SITE_URL}{ROOT}"
    named = [(one.name, one.refers_to) for one in dataset.columns if one.refers_to]
    back = ways_back(dataset.slug)

    def links(record: dict[str, Any]) -> dict[str, str]:
        identifier = quote(record["identifiant"], safe=":")
        found = {"soi": f"{root}/{dataset.slug}/{identifier}"}
        for name, slug in named:
            cell = record[name]
            for number, one in enumerate(cell if isinstance(cell, list) else [cell] if cell else [], 1):
                # Several of one column: "deliberations", then "deliberations-2".
                found[name if number == 1 else f"{name}-{number}"] = f"{root}/{slug}/{quote(one, safe=':')}"
        for way in back:
            found[way.name] = f"{root}/{way.slug}?{way.parameter}={identifier}"
        return found

    return links


# --- What OpenAPI says of them ---------------------------------------------------------------------------------------


def _class_name(slug: str) -> str:
    return "".join(part.capitalize() for part in slug.split("-"))


def _annotation(column: Column) -> Any:
    if column.type is Type.LIST:
        return list[str]
    if column.type is Type.ENUM and column.choices is not None:
        kind: Any = Literal[tuple(str(value) for value in column.choices.values)]
    else:
        kind = _TYPES[column.type]
    return kind if column.is_required else kind | None


@cache
def record_schema(slug: str) -> type[Schema]:
    """One record: the columns of the dataset under their frozen names, all optional since `champs` chooses."""
    dataset = datasets()[slug]
    described = {field["name"]: field for field in table_schema(dataset)["fields"]}
    fields: dict[str, Any] = {}
    for column in dataset.columns:
        about = described[column.name]
        fields[column.name] = (
            _annotation(column),
            Field(
                ... if column.name == "identifiant" else None,
                description=" ".join(filter(None, (presenters.going(column.deprecated), str(column.description)))),
                deprecated=column.deprecated is not None or None,
                json_schema_extra={"examples": [about["example"]]} if about["example"] not in ("", None) else None,
            ),
        )
    fields["chemins"] = (
        dict[str, str],
        Field(
            ..., description="L’adresse de la ligne (« soi »), de celles qu’elle nomme, et de celles qui la nomment."
        ),
    )
    return create_model(_class_name(slug), __base__=_Record, __doc__=str(dataset.row), **fields)


class _Record(Schema):
    model_config = ConfigDict(extra="forbid")


class Licence(Schema):
    name: str
    title: str
    path: str


@cache
def page_schema(slug: str) -> type[Schema]:
    """A page of a collection."""
    record = record_schema(slug)
    return create_model(
        f"Page{_class_name(slug)}",
        __base__=_Record,
        jeu=(str, Field(..., description="Le jeu de données.")),
        licence=(Licence, ...),
        modifie_le=(datetime.datetime | None, Field(..., description="Dernier changement du jeu.")),
        total=(int | None, Field(..., description="Lignes du jeu entier ; vide quand la demande le restreint.")),
        suivant=(str | None, Field(..., description="Adresse de la page suivante ; vide sur la dernière.")),
        donnees=(list[record], ...),  # type: ignore[valid-type]
    )


@cache
def one_schema(slug: str) -> type[Schema]:
    record = record_schema(slug)
    return create_model(
        f"Un{_class_name(slug)}", __base__=_Record, jeu=(str, ...), licence=(Licence, ...), donnees=(record, ...)
    )


@cache
def asked_schema(slug: str) -> type[Schema]:
    """The parameters of a collection."""
    fields: dict[str, Any] = {
        name: (one.annotation | None, Field(None, description=one.description)) for name, one in filters(slug).items()
    }
    headers = datasets()[slug].headers
    one_of = "|".join(headers)
    fields |= {
        "champs": (
            str | None,
            Field(
                None,
                description=f"Les seules colonnes voulues, séparées par des virgules, parmi : {', '.join(headers)}.",
                json_schema_extra={"pattern": f"^({one_of})(,({one_of}))*$"},
            ),
        ),
        "apres": (
            str | None,
            Field(None, description="Reprendre après la ligne de cet identifiant : suivez plutôt « suivant »."),
        ),
        "limite": (WholeNumber, Field(USUAL, ge=1, le=MOST, description="Lignes par page.")),
    }
    return create_model(f"Demande{_class_name(slug)}", __base__=Schema, **fields)
