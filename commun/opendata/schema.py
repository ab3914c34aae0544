"""The Table Schema of a dataset (specs.frictionlessdata.io/table-schema): what lets a validator judge a CSV file."""

import re
from typing import Any

from django.conf import settings

from commun.core.datasets import Column, Dataset, Deprecation, Type

LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
}
_TYPES = {
    Type.STRING: "string",
    Type.INTEGER: "integer",
    Type.NUMBER: "number",
    Type.DATE: "date",
    Type.PARTIAL_DATE: "string",
    Type.DATETIME: "datetime",
    Type.BOOLEAN: "boolean",
    Type.ENUM: "string",
    Type.LIST: "string",
    Type.URL: "string",
}
_PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"


def table_schema(dataset: Dataset) -> dict[str, Any]:
    about = {
        "$schema": "https://frictionlessdata.io/schemas/table-schema.json",
        "name": dataset.slug,
        "title": str(dataset.title),
        "description": str(dataset.description),
        "homepage": f"{settings.SITE_URL}/donnees/{dataset.slug}/",
        "countryCode": "FR",
        "licenses": [LICENCE],
        "keywords": list(dataset.keywords),
        "fields": [_field(column) for column in dataset.columns],
        "primaryKey": ["identifiant"],
        "missingValues": [""],
    }
    return about | {"depreciation": _going(dataset.deprecated)} if dataset.deprecated else about


def _going(what: Deprecation) -> dict[str, str]:
    return {"annoncee_le": what.on.isoformat(), "fin_le": what.ends_on.isoformat(), "a_la_place": str(what.instead)}


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "title": column.name.replace("_", " ").capitalize(),
        "description": str(column.description),
        "type": _TYPES[column.type],
        "example": _example(column),
    }
    if column.type is Type.BOOLEAN:
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.type is Type.ENUM and column.choices is not None:
        field["valeurs"] = {str(value): str(label) for value, label in column.choices.choices}
    if column.refers_to:
        field["reference"] = {"jeu": column.refers_to, "champ": "identifiant"}
    if column.deprecated:
        field["depreciation"] = _going(column.deprecated)
    if constraints := _constraints(column):
        field["constraints"] = constraints
    return field


def _example(column: Column) -> str | int | float | bool:
    if column.type is Type.INTEGER:
        return int(column.example)
    if column.type is Type.NUMBER:
        return float(column.example)
    return column.example == "true" if column.type is Type.BOOLEAN else column.example


def _constraints(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.is_required:
        constraints["required"] = True
    if column.is_unique:
        constraints["unique"] = True
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    if column.type is Type.ENUM and column.choices is not None:
        constraints["enum"] = [str(value) for value in column.choices.values]
    if pattern := _pattern(column):
        constraints["pattern"] = pattern
    return constraints


def _pattern(column: Column) -> str:
    if column.type is Type.PARTIAL_DATE:
        return _PARTIAL_DATE
    if column.type is Type.LIST and column.choices is not None:
        value = "|".join(re.escape(str(value)) for value in column.choices.values)
        return rf"^({value})(\|({value}))*$"
    return column.pattern
