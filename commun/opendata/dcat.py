"""The catalogue of the datasets as DCAT-AP 3.0, in the shape that the harvester of data.gouv.fr takes whole.

One document without pages: some thirty datasets of ours, then those that territories archive. What the harvester asks
beyond the profile (identifiers, addresses that end by their format, the licence by its known address, keywords as
literals, no date to come) is in `udata.harvest.backends.dcat`; the vocabularies are those of the Publications Office of
the European Union.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD

from commun.core.datasets import Dataset
from commun.heritage.enums import Licence
from commun.opendata.heritage_entries import ArchivedDataset, ArchivedFile
from commun.opendata.queries import DatasetSummary, Period
from commun.opendata.schema import LICENCE
from commun.opendata.writers import is_written_as

_EU = "http://publications.europa.eu/resource/authority"
_FILE_TYPES = {"csv": "CSV", "json": "JSON", "xlsx": "XLSX", "parquet": "PARQUET"}
_MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_SPDX = Namespace("http://spdx.org/rdf/terms#")
_FRENCH = URIRef(f"{_EU}/language/FRA")
_GOVERNMENT = URIRef(f"{_EU}/data-theme/GOVE")
_VERSION = URIRef(f"{DCAT}version")  # of DCAT 3, which rdflib does not name
_ADMS = Namespace("http://www.w3.org/ns/adms#")
_VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
_AP = Namespace("http://data.europa.eu/r5r/")
_GEO = Namespace("http://www.opengis.net/ont/geosparql#")
_FRANCE = URIRef(f"{_EU}/country/FRA")
_THEMES = URIRef(f"{_EU}/data-theme")
_COMPLETED = URIRef(f"{_EU}/distribution-status/COMPLETED")
_STABLE = URIRef(f"{_EU}/planned-availability/STABLE")
_ATTRIBUTION = URIRef("http://purl.org/adms/licencetype/Attribution")

# West, south, east, north, to the outer hundredth of a degree: the mainland with Corsica, then each overseas
# département. The harvester of data.gouv.fr reads no code of a country, only shapes.
_BOXES = (
    ("-5.15", "41.33", "9.57", "51.09"),
    ("-61.81", "15.83", "-61.00", "16.52"),
    ("-61.24", "14.38", "-60.80", "14.89"),
    ("-54.61", "2.11", "-51.61", "5.78"),
    ("55.21", "-21.39", "55.84", "-20.87"),
    ("45.01", "-13.01", "45.31", "-12.63"),
)
_CENTRE = "POINT (2.43 46.54)"

_ARCHIVED_TYPES = {
    "csv": "CSV", "tsv": "TSV", "json": "JSON", "geojson": "GEOJSON", "jsonl": "JSON", "xml": "XML", "xlsx": "XLSX",
    "ods": "ODS", "parquet": "PARQUET", "pdf": "PDF", "txt": "TXT", "md": "TXT", "zip": "ZIP", "gz": "GZIP",
    "png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "tif": "TIFF", "tiff": "TIFF",
}  # fmt: skip
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*")

_text = partial(Literal, lang="fr")


@dataclass(frozen=True)
class KnownFile:
    """What is known of a file for sure: it was archived, and nothing has been written since."""

    sha256: str
    size: int


def catalogue(
    datasets: Iterable[Dataset],
    summaries: Iterable[DatasetSummary],
    known: Mapping[str, KnownFile],
    *,
    periods: Mapping[str, Period],
    opened_at: datetime.datetime | None,
    archived: Iterable[ArchivedDataset] = (),
) -> Graph:
    """Every dataset with its files, and the API that serves them all. Same data, same bytes: what has no address of
    its own (a period, which harvesters would fetch) has a name that does not change.

    `known` is what is known of the files, by their name (`suites.csv`); `periods` the days that rows are of, by
    dataset; `opened_at` when the site published first; `archived` the datasets of the heritage.
    """
    graph = Graph()
    for prefix, namespace in (
        ("dcat", DCAT),
        ("dct", DCTERMS),
        ("foaf", FOAF),
        ("vcard", _VCARD),
        ("adms", _ADMS),
        ("spdx", _SPDX),
        ("dcatap", _AP),
        ("geo", _GEO),
    ):
        graph.bind(prefix, namespace)
    site = settings.SITE_URL
    root = URIRef(f"{site}/donnees/")
    publisher = _publisher(graph)
    graph.add((root, RDF.type, DCAT.Catalog))
    graph.add((root, DCTERMS.title, _text(_("Données ouvertes de %(site)s") % {"site": settings.SITE_NAME})))
    graph.add(
        (root, DCTERMS.description, _text(_("Tout ce que ce site publie, en fichiers réutilisables et par API.")))
    )
    graph.add((root, DCTERMS.publisher, publisher))
    graph.add((root, DCTERMS.language, _FRENCH))
    graph.add((root, DCTERMS.license, URIRef(LICENCE["path"])))
    graph.add((root, FOAF.homepage, URIRef(f"{site}/")))
    graph.add((root, DCTERMS.spatial, _FRANCE))
    graph.add((root, DCAT.themeTaxonomy, _THEMES))
    if opened_at is not None:
        graph.add((root, DCTERMS.issued, _instant(opened_at)))
    service = _service(graph, publisher)
    graph.add((root, DCAT.service, service))
    by_slug = {one.slug: one for one in summaries}
    if changes := [one.changed_at for one in by_slug.values() if one.changed_at]:
        graph.add((root, DCTERMS.modified, _instant(min(max(changes), timezone.now()))))
    for dataset in datasets:
        node = _dataset(graph, dataset, publisher, by_slug[dataset.slug], known)
        if period := periods.get(dataset.slug):
            _period(graph, node, dataset.slug, period)
        graph.add((root, DCAT.dataset, node))
        graph.add((service, DCAT.servesDataset, node))
    for one in archived:
        graph.add((root, DCAT.dataset, _archived(graph, one)))
    _say_what_things_are(graph)
    return graph


def _say_what_things_are(graph: Graph) -> None:
    """The profile tells of what class each thing named is; a validator that reads no other document asks us to say."""
    for predicate, kind in _CLASSES:
        for node in set(graph.objects(None, predicate)):
            if isinstance(node, URIRef):
                graph.add((node, RDF.type, kind))
    for concept, label in (
        (_GOVERNMENT, _("Gouvernement et secteur public")),
        (_COMPLETED, _("Achevé")),
        (_STABLE, _("Stable")),
        (_ATTRIBUTION, _("Citer la source")),
    ):
        graph.add((concept, RDF.type, SKOS.Concept))
        graph.add((concept, SKOS.prefLabel, _text(label)))
    graph.add((_THEMES, RDF.type, SKOS.ConceptScheme))
    graph.add((_THEMES, DCTERMS.title, _text(_("Thèmes de données de l’Union européenne"))))
    graph.add((URIRef(LICENCE["path"]), DCTERMS.type, _ATTRIBUTION))
    graph.add((URIRef(LICENCE["path"]), RDFS.label, _text(_("Licence Ouverte version 2.0"))))
    boxes = ", ".join(f"(({w} {s}, {e} {s}, {e} {n}, {w} {n}, {w} {s}))" for w, s, e, n in _BOXES)
    graph.add((_FRANCE, DCAT.bbox, Literal(f"MULTIPOLYGON ({boxes})", datatype=_GEO.wktLiteral)))
    graph.add((_FRANCE, DCAT.centroid, Literal(_CENTRE, datatype=_GEO.wktLiteral)))


def _period(graph: Graph, dataset: URIRef, slug: str, period: Period) -> None:
    node = BNode(f"periode-{slug}")
    graph.add((dataset, DCTERMS.temporal, node))
    graph.add((node, RDF.type, DCTERMS.PeriodOfTime))
    graph.add((node, DCAT.startDate, Literal(period.first_on)))
    graph.add((node, DCAT.endDate, Literal(period.last_on)))


_CLASSES = (
    (DCTERMS.language, DCTERMS.LinguisticSystem),
    (DCTERMS.license, DCTERMS.LicenseDocument),
    (DCTERMS.accessRights, DCTERMS.RightsStatement),
    (DCTERMS.accrualPeriodicity, DCTERMS.Frequency),
    (DCTERMS.spatial, DCTERMS.Location),
    (DCTERMS.conformsTo, DCTERMS.Standard),
    (DCTERMS["format"], DCTERMS.MediaTypeOrExtent),
    (DCAT.mediaType, DCTERMS.MediaType),
    (DCAT.theme, SKOS.Concept),
    (_ADMS.status, SKOS.Concept),
    (DCAT.landingPage, FOAF.Document),
    (DCAT.contactPoint, _VCARD.Kind),
    (FOAF.homepage, FOAF.Document),
    (DCAT.accessURL, RDFS.Resource),
    (DCAT.downloadURL, RDFS.Resource),
    (DCAT.endpointURL, RDFS.Resource),
    (DCAT.endpointDescription, RDFS.Resource),
)


def _publisher(graph: Graph) -> URIRef:
    node = URIRef(f"{settings.SITE_URL}/mentions-legales/#editeur")
    graph.add((node, RDF.type, FOAF.Organization))
    graph.add((node, RDF.type, FOAF.Agent))
    graph.add((node, FOAF.name, Literal(settings.PUBLISHER["name"] or settings.SITE_NAME)))
    graph.add((node, FOAF.homepage, URIRef(f"{settings.SITE_URL}/")))
    return node


def _contact(graph: Graph) -> URIRef | None:
    """Only an address that the publisher gave for the public."""
    address = settings.PUBLISHER["contact"]
    if "@" not in address:
        return None
    node = URIRef(f"{settings.SITE_URL}/mentions-legales/#contact")
    graph.add((node, RDF.type, _VCARD.Organization))
    graph.add((node, _VCARD.fn, Literal(settings.PUBLISHER["name"] or settings.SITE_NAME)))
    graph.add((node, _VCARD.hasEmail, URIRef(f"mailto:{address}")))
    return node


def _service(graph: Graph, publisher: URIRef) -> URIRef:
    site = settings.SITE_URL
    node = URIRef(f"{site}/api/v1/")
    graph.add((node, RDF.type, DCAT.DataService))
    graph.add((node, DCTERMS.identifier, Literal("api-v1")))
    graph.add((node, DCTERMS.title, _text(_("API de %(site)s") % {"site": settings.SITE_NAME})))
    graph.add(
        (node, DCTERMS.description, _text(_("Les mêmes lignes que les fichiers, avec filtres et liens, sans clé.")))
    )
    graph.add((node, DCTERMS.publisher, publisher))
    graph.add((node, DCTERMS.license, URIRef(LICENCE["path"])))
    graph.add((node, DCAT.endpointURL, node))
    graph.add((node, DCAT.endpointDescription, URIRef(f"{site}/api/v1/openapi.json")))
    graph.add((node, DCAT.landingPage, URIRef(f"{site}/api/")))
    return node


def _dataset(
    graph: Graph, dataset: Dataset, publisher: URIRef, summary: DatasetSummary, known: Mapping[str, KnownFile]
) -> URIRef:
    changed_at = summary.changed_at
    site = settings.SITE_URL
    page = URIRef(f"{site}{reverse('opendata:dataset', args=[dataset.slug])}")
    graph.add((page, RDF.type, DCAT.Dataset))
    graph.add((page, DCTERMS.identifier, Literal(dataset.slug)))
    graph.add((page, DCTERMS.title, _text(str(dataset.title))))
    notes = "\n".join(f"- {note}" for note in dataset.notes)
    described = f"{dataset.description}\n\n{notes}".strip()
    graph.add((page, DCTERMS.description, _text(described)))
    graph.add((page, DCTERMS.publisher, publisher))
    graph.add((page, DCTERMS.language, _FRENCH))
    graph.add((page, DCTERMS.license, URIRef(LICENCE["path"])))
    graph.add((page, DCTERMS.accessRights, URIRef(f"{_EU}/access-right/PUBLIC")))
    graph.add((page, DCTERMS.accrualPeriodicity, URIRef(f"{_EU}/frequency/CONT")))
    graph.add((page, DCTERMS.spatial, _FRANCE))
    graph.add((page, DCAT.theme, _GOVERNMENT))
    graph.add((page, DCAT.landingPage, page))
    for keyword in dataset.keywords:
        graph.add((page, DCAT.keyword, _text(keyword)))
    if contact := _contact(graph):
        graph.add((page, DCAT.contactPoint, contact))
    if changed_at is not None:
        graph.add((page, DCTERMS.modified, _instant(min(changed_at, timezone.now()))))
    for suffix in (one for one in _FILE_TYPES if is_written_as(one, rows=summary.rows)):
        graph.add((page, DCAT.distribution, _file(graph, dataset, suffix, changed_at, known)))
    return page


def _file(
    graph: Graph,
    dataset: Dataset,
    suffix: str,
    changed_at: datetime.datetime | None,
    known: Mapping[str, KnownFile],
) -> URIRef:
    address = URIRef(f"{settings.SITE_URL}{reverse(f'opendata:dataset_{suffix}', args=[dataset.slug])}")
    schema = URIRef(f"{settings.SITE_URL}{reverse('opendata:dataset_schema', args=[dataset.slug])}")
    graph.add((address, RDF.type, DCAT.Distribution))
    graph.add((address, DCTERMS.identifier, Literal(f"{dataset.slug}.{suffix}")))
    graph.add((address, DCTERMS.title, _text(f"{dataset.title} ({suffix.upper()})")))
    graph.add((address, DCTERMS.description, _text(str(dataset.description))))
    graph.add((address, DCAT.accessURL, address))
    graph.add((address, DCAT.downloadURL, address))
    graph.add((address, DCTERMS.format, URIRef(f"{_EU}/file-type/{_FILE_TYPES[suffix]}")))
    graph.add((address, DCAT.mediaType, URIRef(f"https://www.iana.org/assignments/media-types/{_MEDIA_TYPES[suffix]}")))
    graph.add((address, DCTERMS.license, URIRef(LICENCE["path"])))
    graph.add((address, DCTERMS.conformsTo, schema))
    graph.add((address, _ADMS.status, _COMPLETED))
    graph.add((address, _AP.availability, _STABLE))
    rights = URIRef(f"{settings.SITE_URL}/mentions-legales/#donnees")
    graph.add((address, DCTERMS.rights, rights))
    graph.add((rights, RDF.type, DCTERMS.RightsStatement))
    graph.add((rights, RDFS.label, _text(_("Licence Ouverte version 2.0"))))
    if changed_at is not None:
        graph.add((address, DCTERMS.modified, _instant(min(changed_at, timezone.now()))))
    if file := known.get(f"{dataset.slug}.{suffix}"):
        _weigh(graph, address, size=file.size, sha256=file.sha256)
    return address


def _weigh(graph: Graph, address: URIRef, *, size: int, sha256: str) -> None:
    checksum = URIRef(f"{address}#sha256")
    graph.add((address, DCAT.byteSize, Literal(size, datatype=XSD.nonNegativeInteger)))
    graph.add((address, _SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, _SPDX.Checksum))
    graph.add((checksum, _SPDX.algorithm, _SPDX.checksumAlgorithm_sha256))
    graph.add((_SPDX.checksumAlgorithm_sha256, RDF.type, _SPDX.ChecksumAlgorithm))
    graph.add((checksum, _SPDX.checksumValue, Literal(sha256, datatype=XSD.hexBinary)))


def _archived(graph: Graph, one: ArchivedDataset) -> URIRef:
    """A dataset of the heritage: the territory publishes it, and its files never change."""
    page, territory = URIRef(one.page), URIRef(f"{one.territory_address}#collectivite")
    graph.add((page, RDF.type, DCAT.Dataset))
    graph.add((page, DCTERMS.identifier, Literal(one.identifier)))
    graph.add((page, DCTERMS.title, _text(one.title)))
    graph.add((page, DCTERMS.description, _text(one.description)))
    graph.add((territory, RDF.type, FOAF.Organization))
    graph.add((territory, RDF.type, FOAF.Agent))
    graph.add((territory, FOAF.name, Literal(one.territory)))
    graph.add((territory, FOAF.homepage, URIRef(one.territory_address)))
    graph.add((page, DCTERMS.publisher, territory))
    graph.add((page, DCTERMS.language, _FRENCH))
    access = "PUBLIC" if one.is_open else "RESTRICTED"
    graph.add((page, DCTERMS.accessRights, URIRef(f"{_EU}/access-right/{access}")))
    graph.add((page, DCTERMS.accrualPeriodicity, URIRef(f"{_EU}/frequency/NEVER")))
    graph.add((page, DCAT.theme, _GOVERNMENT))
    graph.add((page, DCAT.landingPage, URIRef(one.version_address)))
    graph.add((page, _VERSION, Literal(str(one.version))))
    for when in (DCTERMS.issued, DCTERMS.modified):
        graph.add((page, when, _instant(one.published_at)))
    for keyword in one.keywords:
        graph.add((page, DCAT.keyword, _text(keyword)))
    if contact := _contact(graph):
        graph.add((page, DCAT.contactPoint, contact))
    if one.provenance:
        told = URIRef(f"{one.version_address}#provenance")
        graph.add((page, DCTERMS.provenance, told))
        graph.add((told, RDF.type, DCTERMS.ProvenanceStatement))
        graph.add((told, RDFS.label, _text(one.provenance)))
    licence = _licence_of(graph, one)
    graph.add((page, DCTERMS.license, licence))
    for file in one.files:
        graph.add((page, DCAT.distribution, _archived_file(graph, one, file, licence)))
    return page


def _licence_of(graph: Graph, one: ArchivedDataset) -> URIRef:
    """By the address that harvesters know; where no text says them, rights are told in words."""
    if one.licence is Licence.ETALAB:
        return URIRef(LICENCE["path"])
    node = URIRef(one.licence.url or f"{one.version_address}#droits")
    said = (
        str(one.licence.label)
        if one.licence.url
        else " : ".join(filter(None, (str(one.licence.label), one.licence_note)))
    )
    graph.add((node, RDF.type, DCTERMS.LicenseDocument))
    graph.add((node, RDFS.label, _text(said)))
    return node


def _archived_file(graph: Graph, one: ArchivedDataset, file: ArchivedFile, licence: URIRef) -> URIRef:
    address = URIRef(file.address)
    graph.add((address, RDF.type, DCAT.Distribution))
    graph.add((address, DCTERMS.identifier, Literal(f"{one.identifier}/{one.version}/{file.name}")))
    graph.add((address, DCTERMS.title, _text(file.name)))
    graph.add((address, DCAT.accessURL, URIRef(one.version_address)))
    graph.add((address, DCAT.downloadURL, address))
    kind = _ARCHIVED_TYPES.get(file.extension, "OCTET")
    graph.add((address, DCTERMS.format, URIRef(f"{_EU}/file-type/{kind}")))
    if _MEDIA_TYPE.fullmatch(file.media_type):
        graph.add((address, DCAT.mediaType, URIRef(f"https://www.iana.org/assignments/media-types/{file.media_type}")))
    graph.add((address, DCTERMS.license, licence))
    graph.add((address, _ADMS.status, _COMPLETED))
    graph.add((address, _AP.availability, _STABLE))
    graph.add((address, DCTERMS.modified, _instant(one.published_at)))
    _weigh(graph, address, size=file.size, sha256=file.sha256)
    return address


def _instant(at: datetime.datetime) -> Literal:
    return Literal(at.astimezone(datetime.UTC).replace(microsecond=0).isoformat(), datatype=XSD.dateTime)
