"""The catalogue: what is known of each resource, found, corrected and taken down."""

import datetime
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from commun.core.dates import PartialDate
from commun.core.errors import DomainError, EditConflict
from commun.core.models import CheckedAddress, Revision
from commun.core.web_links import cited
from commun.following import declared, news
from commun.resources.actions import catalogue, collections, documents
from commun.resources.actions.reference import load_reference
from commun.resources.facets import FACETS
from commun.resources.models import Resource, ResourceCollection
from commun.resources.queries import shelf
from commun.search.documents import sources
from tests.accounts.factories import UserFactory, coordinator
from tests.resources.factories import ResourceFactory, added, collection, values

pytestmark = pytest.mark.django_db


def body(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def test_reference_holds_the_ten_of_the_network_with_source_and_date_and_loads_once() -> None:
    first = load_reference()
    assert (first.resources, first.collections) == (15, 2)
    ten = ResourceCollection.objects.get(slug="pour-faire-debattre-et-faire-comprendre-l-ia")
    assert ten.items.count() == 10
    for one in Resource.objects.all():
        assert one.producers and one.source_title and one.known_on, one.title
    Resource.objects.filter(uid="re-0003").update(description="Corrigée par quelqu’un.")
    again = load_reference()
    assert (again.resources, again.collections) == (0, 0)
    assert Resource.objects.get(uid="re-0003").description == "Corrigée par quelqu’un."


def slow_matching(wanted: shelf.ShelfFilter) -> set[int]:
    """Each resource looked at by hand."""
    facets = {one.name: one for one in FACETS}
    return {
        one.pk
        for one in Resource.objects.filter(taken_down_at=None)
        if all(set(facets[name].of(one) or ("non_renseigne",)) & set(chosen) for name, chosen in wanted.choices)
    }


def test_facets_count_what_choosing_them_shows() -> None:
    load_reference()
    ResourceFactory(age_min=8, age_max=13, group_min=1, minutes=300)
    wanted = shelf.ShelfFilter(choices=(("public", ("grand_public", "scolaires")),))
    shown = shelf.shelf(wanted=wanted, page=1)
    assert shown.total == len(slow_matching(wanted)) > 0
    seen = 0
    for counted in shown.counts:
        for choice in counted.choices:
            others = tuple(pair for pair in wanted.choices if pair[0] != counted.facet.name)
            asked = shelf.ShelfFilter(choices=(*others, (counted.facet.name, (choice.value,))))
            assert choice.count == len(slow_matching(asked)), (counted.facet.name, choice.value)
            seen += 1
    assert seen > 20


def test_list_is_searched_without_accents_and_costs_the_same_whatever_its_length(
    client: Client, django_assert_num_queries
) -> None:
    ResourceFactory(title="Débat à l’école", minutes=60)
    ResourceFactory.create_batch(30)
    page = client.get("/ressources/?q=ECOLE debat").content.decode()
    assert "Débat à l’école" in page
    assert "Jeu d’essai" not in page
    assert "1 ressource" in page
    ResourceFactory()
    catalogue.add(values=values(), by=None)
    with django_assert_num_queries(2):  # the version of the data, the resources
        shelf.shelf(wanted=shelf.ShelfFilter(), page=2)


def test_unknown_is_said_and_a_dead_link_too(client: Client) -> None:
    one = added(url="https://www.exemple.fr/kit")
    CheckedAddress.objects.create(
        url=one.url, checked_at=one.added_at, is_dead=True, dead_since=datetime.date(2026, 11, 1)
    )
    page = client.get(one.get_absolute_url()).content.decode()
    assert page.count("non renseigné") >= 6
    assert "lien mort depuis le 1" in page
    assert one.url in cited()


def test_correction_keeps_the_version_before_and_refuses_to_overwrite_someone(client: Client) -> None:
    one, someone = added(), coordinator()
    assert catalogue.edit(resource=one, values=values(minutes=90), version=1, by=someone)
    with pytest.raises(EditConflict):
        catalogue.edit(resource=one, values=values(minutes=30), version=1, by=someone)
    one.refresh_from_db()
    assert not catalogue.edit(
        resource=one, values=values(minutes=90, known_on=one.known_on), version=2, by=someone
    ) or (one.known_on is None)
    assert Revision.objects.of(one).count() == 2
    compared = client.get(reverse("resources:versions", args=[one.slug]), {"de": "1", "a": "2"}).content.decode()
    assert "1 h 30" in compared


def test_taken_down_leaves_pages_search_and_files_and_says_why(client: Client) -> None:
    one, someone = added(title="Outil douteux"), coordinator()
    collection(one, added())
    source = sources()["ressources"]
    assert [found.title for found in source.documents([one.pk])] == ["Outil douteux"]
    assert source.find(["DOUTEUX"], 5) == [one.pk]
    catalogue.take_down(resource=one, reason="Le producteur l’a demandé.", by=someone)
    gone = client.get(one.get_absolute_url())
    assert gone.status_code == 410
    assert "Le producteur l’a demandé." in gone.content.decode()
    for url in ("/ressources/", "/flux/ressources.atom", "/donnees/ressources.json", "/ressources/collections/"):
        assert b"Outil douteux" not in body(client.get(url)), url
    assert list(source.documents([one.pk])) == []
    catalogue.restore(resource=Resource.objects.get(pk=one.pk), by=someone)
    assert client.get(one.get_absolute_url()).status_code == 200


def test_file_of_the_list_gives_the_rows_of_the_list(client: Client) -> None:
    added(minutes=45, published_on=PartialDate("2024-05"), producers=["A|B", "C"])
    added(title="Sans durée")
    response = client.get("/donnees/ressources.json?duree=une_heure")
    (row,) = json.loads(body(response))["lignes"]
    assert (row["duree_minutes"], row["parution"], row["producteurs"]) == (45, "2024-05", ["A/B", "C"])


def test_collection_keeps_its_order_and_is_never_empty(client: Client) -> None:
    first, second = added(title="Premier"), added(title="Second")
    made = collection(second, first)
    page = client.get(made.get_absolute_url()).content.decode()
    assert page.index("Second") < page.index("Premier")
    with pytest.raises(DomainError):
        collections.create(title="Vide", introduction="Rien.", resources=[], by=None)


def test_document_is_a_download_of_a_public_resource_only(client: Client) -> None:
    someone = coordinator()
    file = SimpleUploadedFile("clauses.txt", "Clause 1 : rien sans débat.".encode())
    made = documents.attach(resource=added(), title="Clauses", file=file, by=someone)
    url = reverse("resources:document", args=[made.resource.slug, made.pk])
    sent = client.get(url)
    assert "attachment" in sent.headers["Content-Disposition"]
    assert body(sent).startswith(b"Clause 1")
    catalogue.take_down(resource=made.resource, reason="À refaire.", by=someone)
    assert client.get(url).status_code == 404


def test_database_refuses_ages_that_cross_and_a_takedown_without_reason() -> None:
    for wrong in ({"age_min": 18, "age_max": 12}, {"group_min": 9, "group_max": 3}, {"takedown_reason": "Sans date"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ResourceFactory(**wrong)


def test_a_collection_that_is_followed_tells_what_it_gains() -> None:
    cursor = news.now()
    person, first, second = UserFactory(), added(), added()
    made = collections.create(title="Débattre au collège", introduction="Trois.", resources=[first], by=person)
    loaded = collections.create(title="Livrée", introduction="Trois.", resources=[first], by=None)
    collections.edit(
        collection=made,
        title=made.title,
        introduction="Deux.",
        resources=[second, first],
        version=made.version,
        by=person,
    )
    found, _after = news.since(cursor)
    told = [(one.kind, one.sentence) for one in found if f"collection:{made.slug}" in one.topics]
    assert told == [
        ("resource_collection.created", first.title),
        ("resource_collection.edited", second.title),
    ]
    assert not [one for one in found if f"collection:{loaded.slug}" in one.topics]
    followed = declared.followed(f"collection:{made.slug}")
    assert followed is not None
    assert followed.url == made.get_absolute_url()
