"""A version as Croissant 1.0 (https://docs.mlcommons.org/croissant/docs/croissant-spec.html), in JSON-LD.

Models get the same envelope: who reads it finds the files, the digests and the licence by the same names.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse

from commun.heritage import citation
from commun.heritage.enums import Kind, Licence
from commun.heritage.fields import of_kind
from commun.heritage.models import HeritageFile, HeritageVersion

CONTEXT: dict[str, Any] = {
    "@language": "fr",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(version: HeritageVersion) -> dict[str, Any]:
    """One query."""
    assert version.published_at is not None
    site, item = settings.SITE_URL, version.item
    files = list(version.files.select_related("content"))
    licence = Licence(version.licence)
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "@id": citation.address(version),
        "conformsTo": ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": version.title,
        "description": version.description,
        "url": citation.address(version),
        "identifier": item.uid,
        "version": f"{version.number}.0.0",
        "datePublished": version.published_at.date().isoformat(),
        "inLanguage": "fr",
        "license": licence.url or licence.value,
        "citeAs": citation.bibtex(version),
        "creator": [{"@type": "sc:Organization", "name": one} for one in version.creators],
        "publisher": {
            "@type": "sc:Organization",
            "name": settings.PUBLISHER["name"] or settings.SITE_NAME,
            "url": f"{site}/",
        },
        "maintainer": {"@type": "sc:Organization", "name": f"{item.custodian}, {item.territory.name}".strip(", ")},
        "isLiveDataset": False,
        "isAccessibleForFree": version.has_open_licence,
        "keywords": [*version.keywords],
        "distribution": [_file_object(one) for one in files],
    }  # fmt: skip
    if item.kind == Kind.MODEL:
        found["additionalType"] = "https://schema.org/SoftwareSourceCode"
    if version.number > 1:
        earlier = reverse("heritage:version", args=[item.uid, version.number - 1])
        found["isBasedOn"] = f"{site}{earlier}"
    for one in of_kind(item.kind):
        if one.croissant and (text := one.display(version.value(one))):
            found[one.croissant] = text
    if records := [_records(one) for one in files if one.content.columns]:
        found["recordSet"] = records
    return found


def _file_object(file: HeritageFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": f"fichier-{file.pk}",
        "name": file.name,
        "contentUrl": f"{settings.SITE_URL}{file_address(file)}",
        "contentSize": f"{file.content.size} B",
        "encodingFormat": file.media_type,
        "sha256": file.content.sha256,
    }


def file_address(file: HeritageFile) -> str:
    return reverse("heritage:file", args=[file.version.item.uid, file.version.number, file.pk])


def _records(file: HeritageFile) -> dict[str, Any]:
    """The columns of a table, as texts: what they hold is not guessed."""
    table = f"lignes-{file.pk}"
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table}/{rank}",
                "name": name,
                "dataType": "sc:Text",
                "source": {"fileObject": {"@id": f"fichier-{file.pk}"}, "extract": {"column": name}},
            }
            for rank, name in enumerate(file.content.columns, start=1)
        ],
    }
