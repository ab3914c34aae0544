"""What pages tell programs: feeds that any reader can take, and data in the words of schema.org."""

import json
import re
import xml.etree.ElementTree as ElementTree
from datetime import date, datetime

import pytest
from django.conf import settings
from django.test import Client
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF

from commun.concertations.models import Sequence
from commun.opendata.registry import datasets
from tests.concertations.factories import restituted_concertation
from tests.syntheses.manifestos import public_finding
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.once("what is written of the same rows")

ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA = Namespace("https://schema.org/")
ALTERNATE = re.compile(r'<link rel="alternate" type="application/atom\+xml"(?: title="[^"]+")? href="([^"]+)"')
NASTY = "</script><script>alert(1)</script> & <!-- « fin »"


@pytest.fixture
def debate(db):
    debate = restituted_concertation(propositions=1, title=NASTY)
    Sequence.objects.create(concertation=debate, title=NASTY, on=date(2026, 5, 3), place="Salle <b>", is_open=True)
    return debate


def test_every_list_and_what_can_be_followed_declare_a_feed_that_is_valid(debate, client: Client) -> None:
    finding = public_finding()
    pages = [
        "/",
        "/concertations/",
        "/propositions/",
        "/constats/",
        "/bibliotheque/",
        "/ressources/",
        "/deliberations/",
    ]
    pages += [one.get_absolute_url() for one in (debate, debate.takeaways.get(), finding, debate.territory)]
    for page in pages:
        declared = ALTERNATE.findall(client.get(page).content.decode())
        assert declared, page
        for href in declared:
            is_valid(client, href.replace("&amp;", "&"))


def is_valid(client: Client, href: str) -> None:
    """What RFC 4287 asks of a feed and of its entries."""
    response = client.get(href)
    assert response.status_code == 200 and response["Content-Type"].startswith("application/atom+xml"), href
    feed = ElementTree.fromstring(response.content)
    own = [one.get("href") for one in feed.findall(f"{ATOM}link") if one.get("rel") == "self"]
    assert len(own) == 1 and str(own[0]).startswith(settings.SITE_URL)
    assert client.get(str(own[0]).removeprefix(settings.SITE_URL)).status_code == 200
    entries = feed.findall(f"{ATOM}entry")
    for one in (feed, *entries):
        assert one.findtext(f"{ATOM}title") and str(one.findtext(f"{ATOM}id")).startswith("tag:")
        assert datetime.fromisoformat(str(one.findtext(f"{ATOM}updated"))).tzinfo is not None
    identifiers = [one.findtext(f"{ATOM}id") for one in entries]
    assert len(identifiers) == len(set(identifiers))
    for one in entries:
        assert feed.find(f"{ATOM}author") is not None or one.find(f"{ATOM}author") is not None
        assert one.find(f"{ATOM}link") is not None


def linked(client: Client, path: str) -> Graph:
    """What a page says, read by a parser of RDF: its own words alone, without fetching the vocabulary."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).content.decode(), re.S)
    assert len(found) == 1, path
    assert not set("<>&") & set(found[0])
    told = json.loads(found[0])
    assert told.pop("@context") == "https://schema.org"
    own = {"@context": {"@vocab": str(SCHEMA)}, **told}
    return Graph().parse(data=json.dumps(own), format="json-ld")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD reader
def test_pages_say_what_they_are_in_the_words_of_schema_org(debate, client: Client) -> None:
    site = settings.SITE_URL
    for slug in datasets():
        said = linked(client, f"/donnees/{slug}/")
        page = URIRef(f"{site}/donnees/{slug}/")
        assert (page, RDF.type, SCHEMA.Dataset) in said
        assert 50 <= len(str(said.value(page, SCHEMA.description))) <= 5000  # what search engines of data take
        files = list(said.objects(page, SCHEMA.distribution))
        assert {str(said.value(one, SCHEMA.contentUrl)) for one in files} == {
            f"{site}/donnees/{slug}.{suffix}" for suffix in ("csv", "json", "xlsx", "parquet")
        }
        assert said.value(predicate=RDF.type, object=SCHEMA.BreadcrumbList)
        assert (said.value(page, SCHEMA.publisher), RDF.type, SCHEMA.Organization) in said
    catalogue = linked(client, "/donnees/")
    assert len(list(catalogue.objects(URIRef(f"{site}/donnees/"), SCHEMA.dataset))) == len(datasets())
    finding = public_finding()
    article = URIRef(f"{site}{finding.get_absolute_url()}")
    assert str(linked(client, finding.get_absolute_url()).value(article, SCHEMA.headline)) == finding.title
    sessions = linked(client, debate.get_absolute_url())
    event = sessions.value(predicate=RDF.type, object=SCHEMA.Event)
    assert str(sessions.value(event, SCHEMA.name)) == NASTY
    assert str(sessions.value(event, SCHEMA.startDate)) == "2026-05-03"
    assert linked(client, "/").value(predicate=RDF.type, object=SCHEMA.WebSite)


def test_nothing_invented_is_told_to_search_engines(db, client: Client) -> None:
    invented = restituted_concertation(territory=TerritoryFactory(is_fictional=True), propositions=1)
    assert b"ld+json" not in client.get(invented.get_absolute_url()).content
