"""The catalogue for machines: judged by an independent validator, and by what the harvester of data.gouv.fr asks."""

import datetime
import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.test import Client
from pyshacl import validate
from rdflib import Graph, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, RDF, RDFS

from bench.dcat import violations
from commun.core import audit
from commun.heritage.enums import Kind
from commun.heritage.models import HeritageItem
from commun.opendata import archives, package
from commun.opendata.registry import datasets
from commun.opendata.schema import LICENCE
from tests.heritage.factories import in_preparation, published
from tests.opendata import harvesting
from tests.opendata.test_files import content
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.once("a graph made of the same rows")

SPDX = Namespace("http://spdx.org/rdf/terms#")
SHAPES = Path(__file__).with_name("dcat_shapes.ttl")
FORMS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}


def archived() -> list[Any]:
    """What a territory archived, and that is public and real."""
    rows = HeritageItem.objects.public().filter(kind=Kind.DATASET, territory__is_fictional=False)
    return list(rows.select_related("current", "territory"))


def read(client: Client, suffix: str = "ttl") -> Graph:
    response = client.get(f"/donnees/catalogue.{suffix}")
    assert response.status_code == 200
    return Graph().parse(data=response.content, format=FORMS[suffix])


def test_the_catalogue_is_of_the_profile(world, client: Client) -> None:
    conforms, _graph, said = validate(read(client), shacl_graph=Graph().parse(SHAPES))
    assert conforms, said


def test_the_validator_sees_what_is_missing(world, client: Client) -> None:
    graph = read(client)
    one = next(graph.subjects(RDF.type, DCAT.Dataset))
    graph.remove((one, DCTERMS.identifier, None))
    conforms, _graph, said = validate(graph, shacl_graph=Graph().parse(SHAPES))
    assert not conforms and "identifier" in said


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD reader
def test_the_three_forms_say_the_same(world, client: Client) -> None:
    turtle, *others = (read(client, suffix) for suffix in FORMS)
    assert len(turtle) > 100
    assert all(isomorphic(turtle, other) for other in others)


def test_the_same_data_give_the_same_bytes(world, client: Client) -> None:
    for suffix in FORMS:
        first = client.get(f"/donnees/catalogue.{suffix}").content
        caches["pages"].clear()
        assert client.get(f"/donnees/catalogue.{suffix}").content == first


def test_every_file_of_the_catalogue_is_there_without_a_redirect(world, client: Client) -> None:
    graph = read(client)
    addresses = {str(address) for address in graph.objects(None, DCAT.downloadURL)}
    assert sum("/donnees/" in one for one in addresses) == 4 * len(datasets())
    for address in sorted(addresses):
        parts = urlsplit(address)
        assert not parts.query and address.startswith(django_settings.SITE_URL)
        response = client.head(parts.path)
        response.close()
        assert response.status_code == 200, address
    for form in FORMS:
        assert client.head(f"/donnees/catalogue.{form}").status_code == 200


def test_identifiers_are_unique_and_no_date_is_to_come(world, client: Client) -> None:
    graph = read(client)
    named = [str(graph.value(one, DCTERMS.identifier)) for one in graph.subjects(RDF.type, DCAT.Dataset)]
    assert len(named) == len(set(named)) and sorted(datasets()) == sorted({*named} - {one.uid for one in archived()})
    now = datetime.datetime.now(datetime.UTC)
    days = [datetime.datetime.fromisoformat(str(one)) for one in graph.objects(None, DCTERMS.modified)]
    assert days and all(day <= now for day in days)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_harvester_of_data_gouv_fr_takes_every_dataset_whole(world, client: Client, settings) -> None:
    settings.PUBLISHER = {**settings.PUBLISHER, "name": "Réseau d’essai", "contact": "contact@exemple.fr"}
    read_as = {
        suffix: harvesting.read(client.get(f"/donnees/catalogue.{suffix}").content, f"/donnees/catalogue.{suffix}")
        for suffix in ("ttl", "jsonld")
    }
    assert read_as["ttl"] == read_as["jsonld"]
    found, following = read_as["ttl"]
    assert not following
    taken = [one for one in found if one.identifier in datasets()]
    site = django_settings.SITE_URL
    assert {one.identifier: one.title for one in taken} == {
        slug: str(dataset.title) for slug, dataset in datasets().items()
    }
    for one in taken:
        dataset = datasets()[one.identifier]
        assert one.description.startswith(str(dataset.description)) and "<" not in one.description
        assert one.licence == LICENCE["path"] and one.rights == ["Licence Ouverte version 2.0"]
        assert one.frequency == "CONT" and one.tags == sorted(dataset.keywords) and one.tags
        assert one.remote_url == f"{site}/donnees/{one.identifier}/"
        assert one.contacts == [("Réseau d’essai", "contact@exemple.fr")]
        assert one.polygons == 6
        assert (one.period is None) == (not dataset.dated), one.identifier
        schema = f"{site}/donnees/{one.identifier}/schema.json"
        assert {(file.format, file.mime, file.schema) for file in one.resources} == {
            ("csv", "text/csv", schema),
            ("json", "application/json", schema),
            ("parquet", "application/vnd.apache.parquet", schema),
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", schema),
        }
    answers = next(one for one in taken if one.identifier == "reponses")
    assert answers.period == (datetime.date(2026, 9, 1), datetime.date(2026, 9, 1))


def test_what_territories_archive_is_in_the_catalogue_with_its_files_licence_and_version(world, client: Client) -> None:
    published(TerritoryFactory(is_fictional=True), title="Inventé")
    model = published(
        kind=Kind.MODEL, title="Un modèle", training_data="Mille photographies.", evaluation="Neuf sur dix."
    )
    hidden = in_preparation(title="En préparation")
    closed = published(title="Réservé", licence="LicenseRef-reservee", licence_note="sur accord")
    graph = read(client)
    conforms, _graph, said = validate(graph, shacl_graph=Graph().parse(SHAPES))
    assert conforms, said
    titles = {str(one) for one in graph.objects(None, DCTERMS.title)}
    assert "Réservé" in titles and not {"Inventé", "Un modèle", hidden.title} & titles
    assert model.uid not in {str(one) for one in graph.objects(None, DCTERMS.identifier)}
    assert archived()
    for item in archived():
        page = URIRef(f"{django_settings.SITE_URL}{item.get_absolute_url()}")
        assert str(graph.value(page, DCTERMS.identifier)) == item.uid
        assert str(graph.value(page, URIRef(f"{DCAT}version"))) == str(item.current.number)
        files = list(graph.objects(page, DCAT.distribution))
        assert len(files) == (item.current.files.count() if item.current.has_open_licence else 0)
        for file in files:
            raw = content(client.get(urlsplit(str(file)).path))
            checksum = graph.value(file, SPDX.checksum)
            assert str(graph.value(checksum, SPDX.checksumValue)) == hashlib.sha256(raw).hexdigest()
            assert str(graph.value(file, DCAT.byteSize)) == str(len(raw))
            assert graph.value(file, DCTERMS.license) == graph.value(page, DCTERMS.license)
    site = {one for one in graph.objects(None, DCAT.distribution) if "/donnees/" in str(one)}
    assert {str(graph.value(one, DCTERMS.license)) for one in site} == {LICENCE["path"]}
    rights = graph.value(URIRef(f"{django_settings.SITE_URL}{closed.get_absolute_url()}"), DCTERMS.license)
    assert "sur accord" in str(graph.value(rights, RDFS.label))
    taken, _following = harvesting.read(client.get("/donnees/catalogue.ttl").content, "/donnees/catalogue.ttl")
    ours = {one.identifier: one for one in taken if one.identifier not in datasets()}
    assert set(ours) == {item.uid for item in archived()}
    assert all(file.checksum for one in ours.values() for file in one.resources)


@pytest.mark.parametrize("address", ["", "contact@exemple.fr", "01 02 03 04 05"])
def test_only_an_address_given_for_the_public_is_a_contact(db, client: Client, settings, address: str) -> None:
    settings.PUBLISHER = {**settings.PUBLISHER, "contact": address}
    contacts = list(read(client).objects(None, DCAT.contactPoint))
    assert bool(contacts) == ("@" in address)


def test_the_api_serves_every_dataset(db, client: Client) -> None:
    graph = read(client)
    service = URIRef(f"{django_settings.SITE_URL}/api/v1/")
    assert len(list(graph.objects(service, DCAT.servesDataset))) == len(datasets())


def test_the_catalogue_page_leads_to_it(db, client: Client) -> None:
    assert b"/donnees/catalogue.ttl" in content(client.get("/donnees/"))


def test_the_weight_and_the_digest_of_a_file_are_told_while_they_are_sure(
    world, client: Client, settings, tmp_path, monkeypatch
) -> None:
    settings.ARCHIVE_DIR = tmp_path / "archives"
    few = {slug: datasets()[slug] for slug in ("suites", "jalons")}
    for module in (package, archives):
        monkeypatch.setattr(module, "datasets", lambda: few)
    archives.archive()
    told = [one for one in read(client).subject_objects(SPDX.checksum) if "/donnees/" in str(one[0])]
    assert len(told) == 8
    taken, _following = harvesting.read(client.get("/donnees/catalogue.ttl").content, "/donnees/catalogue.ttl")
    sums = [file.checksum for one in taken for file in one.resources if file.checksum]
    assert len(sums) == 8 + sum(
        one.current.files.count() for one in archived() if one.current.has_open_licence
    ) and all(kind == "sha256" and len(value) == 64 for kind, value in sums)
    graph = read(client)
    for file, checksum in told:
        raw = content(client.get(urlsplit(str(file)).path))
        assert str(graph.value(checksum, SPDX.checksumValue)) == hashlib.sha256(raw).hexdigest(), file
        assert str(graph.value(file, DCAT.byteSize)) == str(len(raw))
    conforms, _graph, said = validate(graph, shacl_graph=Graph().parse(SHAPES))
    assert conforms, said
    audit.record("followup.changed", target=world, by=None)
    assert not [one for one in read(client).subjects(SPDX.checksum, None) if "/donnees/" in str(one)]


@pytest.mark.skipif("COMMUN_DCAT_SHAPES" not in os.environ, reason="the official shapes are not ours to publish")
def test_the_official_shapes_find_nothing_wrong(world, client: Client) -> None:
    for shapes in os.environ["COMMUN_DCAT_SHAPES"].split(os.pathsep):
        assert not violations(read(client), Path(shapes)), shapes
