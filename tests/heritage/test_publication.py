"""From the draft to the public page: two signatures, two gates, versions that stay."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from rdflib import RDF, Graph, URIRef

from commun.accounts.enums import NetworkRole
from commun.core.errors import DomainError, EditConflict
from commun.following import news
from commun.heritage import arks, citation
from commun.heritage.actions import deposits, items, publication
from commun.heritage.enums import Kind
from commun.heritage.manifest import whole_sha256
from commun.heritage.models import HeritageItem, HeritageVersion, StoredContent
from commun.search.documents import sources
from tests.accounts.factories import coordinator, referent
from tests.heritage.factories import (
    SAID,
    TABLE,
    described,
    digest,
    in_preparation,
    published,
    ready,
    signed,
    with_file,
)

pytestmark = pytest.mark.django_db


def body(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def test_identifier_sees_a_sign_copied_wrong_or_two_swapped() -> None:
    for _ in range(200):
        uid = arks.mint()
        assert arks.is_one(uid)
        for place in range(1, len(uid)):
            other = "0" if uid[place] != "0" else "1"
            assert not arks.is_one(uid[:place] + other + uid[place + 1 :])
            if uid[place - 1] != uid[place]:
                assert not arks.is_one(uid[: place - 1] + uid[place] + uid[place - 1] + uid[place + 1 :])


def test_nothing_is_public_before_two_people_have_signed_the_same(client: Client) -> None:
    version = signed()
    item = version.item
    reader, own = coordinator(), referent(item.territory)
    addresses = ("/patrimoine/", "/flux/patrimoine.atom", "/donnees/patrimoine.json", "/api/v1/patrimoine")
    assert client.get(item.get_absolute_url()).status_code == 404
    for url in addresses:
        assert version.title.encode() not in body(client.get(url)), url
    assert list(sources()["patrimoine"].documents([item.pk])) == []
    with pytest.raises(DomainError, match="a changé depuis votre lecture"):
        publication.publish(version=version, seen="0" * 64, by=reader)
    with pytest.raises(DomainError, match="elle ne change plus"):
        items.describe(version=version, values={"title": "Autre"}, edits=version.edits, by=own)
    own.network_role = NetworkRole.COORDINATOR
    HeritageVersion.objects.filter(pk=version.pk).update(signed_by=own)
    with pytest.raises(DomainError, match="une autre personne signe"):
        publication.publish(version=version, seen=version.signed_sha256, by=own)
    publication.publish(version=version, seen=version.signed_sha256, by=reader)
    page = client.get(item.get_absolute_url()).content.decode()
    assert digest(TABLE) in page
    assert "Archives municipales" in page
    assert reader.email not in page
    for url in addresses:
        assert version.title.encode() in body(client.get(url)), url
    assert [one.title for one in news.latest([f"patrimoine:{item.uid}"])] == [f"Mis en commun : {version.title}"]
    assert [one.title for one in sources()["patrimoine"].documents([item.pk])] == [version.title]


def test_what_is_missing_is_named_and_refuses_the_signature() -> None:
    version = in_preparation(kind=Kind.MODEL)
    with pytest.raises(DomainError) as refusal:
        publication.sign(version=version, by=referent(version.item.territory))
    for word in ("Évaluation", "Données d’apprentissage", "au moins un fichier", "qui le conserve"):
        assert word in refusal.value.message
    whole = described(with_file(version, name="poids.onnx"))
    publication.sign(version=whole, by=referent(whole.item.territory))


def test_personal_data_are_never_public_and_the_database_holds_to_it() -> None:
    version = ready(personal_data="presentes")
    with pytest.raises(DomainError, match="sans données personnelles"):
        publication.sign(version=version, by=referent(version.item.territory))
    item = published()
    with pytest.raises(IntegrityError), transaction.atomic():
        HeritageVersion.objects.filter(item=item).update(personal_data="presentes")


def test_without_an_open_licence_the_description_is_public_and_the_file_is_not(client: Client) -> None:
    item = published(licence="LicenseRef-reservee")
    page = client.get(item.get_absolute_url()).content.decode()
    assert digest(TABLE) in page
    file = item.current.files.get()
    refused = client.get(reverse("heritage:file", args=[item.uid, 1, file.pk]))
    assert refused.status_code == 403
    assert TABLE not in refused.content


def test_download_goes_on_where_it_was_cut(client: Client) -> None:
    item = published()
    url = reverse("heritage:file", args=[item.uid, 1, item.current.files.get().pk])
    whole = client.get(url)
    assert body(whole) == TABLE
    etag = whole.headers["ETag"]
    rest = client.get(url, headers={"Range": "bytes=10-", "If-Range": etag})
    assert (rest.status_code, body(rest)) == (206, TABLE[10:])
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
    assert "attachment" in whole.headers["Content-Disposition"]


def test_later_version_keeps_the_earlier_with_its_files(client: Client) -> None:
    item = published()
    by = referent(item.territory)
    second = items.open_version(item=item, by=by)
    with pytest.raises(DomainError, match="déjà en préparation"):
        items.open_version(item=item, by=by)
    second = HeritageVersion.objects.select_related("item__territory").get(pk=second.pk)
    assert StoredContent.objects.count() == 1  # the bytes are shared
    deposits.remove_file(file=second.files.get(), by=by)
    with_file(second, name="signalements-2.csv", content=TABLE + b"Rue Neuve,1\n")
    items.describe(version=second, values={"changes": "Une rue de plus."}, edits=1, by=by)
    publication.sign(version=second, by=by)
    second.refresh_from_db()
    publication.publish(version=second, seen=second.signed_sha256, by=coordinator())
    last = client.get(item.get_absolute_url()).content.decode()
    first = client.get(f"{item.get_absolute_url()}v/1/").content.decode()
    assert "signalements-2.csv" in last
    assert "signalements.csv" in first
    assert "Une version plus récente existe" in first
    assert body(client.get(reverse("heritage:file", args=[item.uid, 1, item.current.files.get().pk]))) == TABLE
    assert AtomTitles(client) == ["Signalements d’essai, version 2", "Signalements d’essai, version 1"]


def AtomTitles(client: Client) -> list[str]:  # noqa: N802
    text = client.get("/flux/patrimoine.atom").content.decode()
    return [part.split("</title>")[0] for part in text.split("<entry><title>")[1:]]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD reader
def test_croissant_names_each_file_with_its_digest_and_its_columns(client: Client) -> None:
    item = published()
    found = json.loads(client.get(f"{item.get_absolute_url()}v/1/croissant.json").content)
    for name in ("name", "description", "url", "license", "creator", "datePublished", "version", "citeAs"):
        assert found[name], name
    (file,) = found["distribution"]
    assert (file["@type"], file["sha256"], file["contentSize"]) == ("cr:FileObject", digest(TABLE), f"{len(TABLE)} B")
    assert [one["name"] for one in found["recordSet"][0]["field"]] == ["rue", "signalements"]
    assert found["rai:dataLimitations"] == SAID["limits"]
    graph = Graph().parse(data=json.dumps(found), format="json-ld")
    types = {str(one) for one in graph.objects(None, RDF.type)}
    assert {"https://schema.org/Dataset", "http://mlcommons.org/croissant/FileObject"} <= types
    assert (None, URIRef("http://purl.org/dc/terms/conformsTo"), None) in graph


def test_citation_and_checksums_can_be_taken_by_machines(client: Client) -> None:
    item = published(title="Voirie {100 %} & rues")
    version = item.current
    sums = client.get(f"{version.get_absolute_url()}SHA256SUMS.txt").content.decode()
    assert sums == f"{digest(TABLE)}  signalements.csv\n"
    assert whole_sha256(sums) in client.get(item.get_absolute_url()).content.decode()
    bibtex = client.get(f"{version.get_absolute_url()}citation.bib").content.decode()
    assert "title = {{Voirie 100 \\% \\& rues}}" in bibtex
    assert citation.address(version) in bibtex
    cff = client.get(f"{version.get_absolute_url()}CITATION.cff").content.decode()
    assert "cff-version: 1.2.0" in cff
    assert "license: etalab-2.0" in cff


def test_withdrawn_leaves_everything_and_its_address_says_why(client: Client) -> None:
    item = published()
    file = reverse("heritage:file", args=[item.uid, 1, item.current.files.get().pk])
    publication.withdraw(item=item, reason="Une rue y était nommée.", by=referent(item.territory))
    gone = client.get(item.get_absolute_url())
    assert gone.status_code == 410
    assert "Une rue y était nommée." in gone.content.decode()
    assert client.get(file).status_code == 404
    assert client.get(f"{item.get_absolute_url()}v/1/").status_code == 410
    for url in ("/patrimoine/", "/donnees/patrimoine.json", "/flux/patrimoine.atom", "/donnees/catalogue.ttl"):
        assert item.uid.encode() not in body(client.get(url)), url


def test_list_is_narrowed_as_its_file_is_and_costs_the_same_whatever_its_length(
    client: Client, django_assert_num_queries
) -> None:
    one = published(title="Signalements de voirie")
    other = published(title="Reconnaître un nid-de-poule", kind=Kind.MODEL, themes=["environnement"], licence="MIT")
    for query, expected in (("nature=modele", other), ("theme=service_public", one), ("licence=MIT", other),
                            ("q=VOIRIE", one)):  # fmt: skip
        page = client.get(f"/patrimoine/?{query}").content.decode()
        rows = json.loads(body(client.get(f"/donnees/patrimoine.json?{query}")))["lignes"]
        if query != "q=VOIRIE":
            assert [row["identifiant"] for row in rows] == [expected.uid], query
        assert expected.get_absolute_url() in page
    with django_assert_num_queries(1):
        client.get("/patrimoine/")


def test_description_is_not_overwritten_by_who_read_an_older_one() -> None:
    version = in_preparation()
    by = referent(version.item.territory)
    items.describe(version=version, values={"limits": "Aucune rue privée."}, edits=1, by=by)
    with pytest.raises(EditConflict):
        items.describe(version=version, values={"limits": "Rien."}, edits=1, by=by)
    assert HeritageItem.objects.public().count() == 0
