"""A catalogue read as the harvester of data.gouv.fr reads it.

What is written here follows `udata.harvest.backends.dcat` and `udata.core.dataset.rdf` of udata 17.18, property by
property: what it looks at first, what it falls back on, what it drops. It is a reading of our own, kept to what a
dataset of ours says.
"""

import datetime
import re
from dataclasses import dataclass, field

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, RDFS

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
FORMATS = {".ttl": "turtle", ".jsonld": "json-ld", ".rdf": "xml"}
CHECKSUMS = {SPDX[f"checksumAlgorithm_{name}"]: name for name in ("md5", "sha1", "sha256")}


@dataclass(frozen=True)
class Resource:
    url: str
    title: str
    format: str
    mime: str
    schema: str
    size: int | None
    checksum: tuple[str, str] | None


@dataclass(frozen=True)
class Harvested:
    identifier: str
    title: str
    description: str
    licence: str
    rights: list[str]
    frequency: str
    tags: list[str]
    remote_url: str
    modified_at: datetime.datetime | None
    period: tuple[datetime.date, datetime.date] | None
    polygons: int
    contacts: list[tuple[str, str]]
    resources: list[Resource] = field(default_factory=list)


def read(body: bytes, address: str) -> tuple[list[Harvested], str]:
    """The datasets that it would take, and the page that it would read next."""
    suffix = f".{address.rpartition('.')[2]}"  # a query after it would hide the format
    graph = Graph().parse(data=body, format=FORMATS[suffix])
    view = graph.value(predicate=RDF.type, object=HYDRA.PartialCollectionView)
    following = str(graph.value(view, HYDRA.next) or "") if view else ""
    nodes = sorted(graph.subjects(RDF.type, DCAT.Dataset), key=str)
    return [one for node in nodes if (one := _dataset(graph, node))], following


def _text(graph: Graph, node, predicate) -> str:
    """That of the default language if there are several."""
    found = list(graph.objects(node, predicate))
    french = [one for one in found if isinstance(one, Literal) and one.language == "fr"]
    return str((french or found or [""])[0])


def _labelled(graph: Graph, node, predicate) -> list[str]:
    return [
        str(graph.value(one, RDFS.label) or graph.value(one, DCTERMS.description) or one)
        for one in graph.objects(node, predicate)
    ]


def _dataset(graph: Graph, node) -> Harvested | None:
    identifier, title = graph.value(node, DCTERMS.identifier), _text(graph, node, DCTERMS.title)
    if not identifier or not title:
        return None
    modified = graph.value(node, DCTERMS.modified)
    resources = [_resource(graph, one) for one in sorted(graph.objects(node, DCAT.distribution), key=str)]
    return Harvested(
        identifier=str(identifier),
        title=title,
        description=_text(graph, node, DCTERMS.description),
        licence=str(graph.value(node, DCTERMS.license) or ""),
        rights=sorted(
            {one for file in graph.objects(node, DCAT.distribution) for one in _labelled(graph, file, DCTERMS.rights)}
        ),
        frequency=str(graph.value(node, DCTERMS.accrualPeriodicity)).removeprefix(f"{EU}frequency/"),
        tags=sorted(str(one) for one in graph.objects(node, DCAT.keyword) if isinstance(one, Literal)),
        remote_url=str(graph.value(node, DCAT.landingPage) or node),
        modified_at=modified.toPython() if isinstance(modified, Literal) else None,
        period=_period(graph, graph.value(node, DCTERMS.temporal)),
        polygons=_polygons(graph, node),
        contacts=[
            (_text(graph, one, VCARD.fn), _text(graph, one, VCARD.hasEmail).removeprefix("mailto:"))
            for one in graph.objects(node, DCAT.contactPoint)
        ],
        resources=[one for one in resources if one is not None],
    )


def _period(graph: Graph, node) -> tuple[datetime.date, datetime.date] | None:
    if node is None:
        return None
    assert isinstance(node, BNode), "a period that has an address is fetched from it"
    start, end = graph.value(node, DCAT.startDate), graph.value(node, DCAT.endDate)
    assert isinstance(start, Literal) and isinstance(end, Literal)
    return start.toPython(), end.toPython()


def _polygons(graph: Graph, node) -> int:
    """Only shapes are read: neither the code of a country, nor a point."""
    shapes = [
        str(one)
        for place in graph.objects(node, DCTERMS.spatial)
        for one in graph.objects(place, None)
        if isinstance(one, Literal) and one.datatype == GEO.wktLiteral
    ]
    return sum(len(re.findall(r"\(\(", shape.replace("(((", "(("))) for shape in shapes if "POLYGON" in shape.upper())


def _resource(graph: Graph, node) -> Resource | None:
    url = graph.value(node, DCAT.downloadURL) or graph.value(node, DCAT.accessURL)
    if url is None:
        return None
    told = graph.value(node, DCTERMS["format"])
    mime = graph.value(node, DCAT.mediaType)
    size, checksum = graph.value(node, DCAT.byteSize), graph.value(node, SPDX.checksum)
    schema = graph.value(node, DCTERMS.conformsTo)
    assert schema is None or isinstance(schema, URIRef)
    return Resource(
        url=str(url),
        title=_text(graph, node, DCTERMS.title) or str(url).rpartition("/")[2],
        format=str(told).removeprefix(f"{EU}file-type/").lower(),
        mime=str(mime).removeprefix(IANA),
        schema=str(schema or ""),
        size=int(size) if size is not None else None,
        checksum=(CHECKSUMS[graph.value(checksum, SPDX.algorithm)], str(graph.value(checksum, SPDX.checksumValue)))
        if checksum
        else None,
    )
