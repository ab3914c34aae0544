"""What the public and coordinators see of other sites."""

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.test import Client

from commun.core.models import AuditEvent
from commun.federation import publishing, tasks
from commun.federation.enums import SourceState
from commun.federation.models import HarvestSource
from commun.federation.queries.pages import cells_of
from commun.search.documents import sources
from tests.accounts.factories import coordinator
from tests.concertations.factories import restituted_concertation
from tests.federation.factories import active_source, proposed_source, record_of
from tests.federation.other_site import other_site

FILE = b"identifiant,url,nom\ns1,https://a.exemple.fr/,Alpha\ns2,nulle part,Beta\n"


def test_coordinator_adds_tries_reads_the_quarantine_then_approves(client: Client, db, settings) -> None:
    settings.FETCH_PRIVATE_ADDRESSES = True
    client.force_login(coordinator())
    desk = "/espace/reseau/federation/"
    with other_site() as site:
        site.publish({"solutions": FILE})
        client.post(desk, {"title": "Exemple", "url": site.manifest, "every_hours": "24"})
        source = HarvestSource.objects.get()
        refused = client.post(f"{desk}{source.slug}/approuver/", follow=True).content.decode()
        assert "essai à blanc qui réussisse" in refused
        assert HarvestSource.objects.get().state == SourceState.PROPOSED
        assert client.post(f"{desk}{source.slug}/essai/").status_code == 302
        tasks.rehearse.call(source.pk)
        page = client.get(f"{desk}{source.slug}/").content.decode()
        assert "Une adresse du web est attendue" in page
        assert not source.records.exists()
        assert Client().get(source.get_absolute_url()).status_code == 404
        client.post(f"{desk}{source.slug}/approuver/")
        tasks.harvest_source.call(source.pk)
    assert "Alpha" in Client().get(source.get_absolute_url()).content.decode()
    client.post(f"{desk}{source.slug}/pause/")
    assert tasks.harvest_source.call(source.pk) == ""
    assert "Alpha" in Client().get(source.get_absolute_url()).content.decode()


def test_version_in_quarantine_is_taken_by_whoever_read_what_it_changes(client: Client, db, settings) -> None:
    settings.FETCH_PRIVATE_ADDRESSES = True
    head, row = b"identifiant,url,nom\n", b"s%d,https://a.exemple.fr/,Solution %d\n"
    with other_site() as site:
        site.publish({"solutions": head + b"".join(row % (number, number) for number in range(20))})
        source = active_source(site.manifest)
        tasks.harvest_source.call(source.pk)
        site.publish({"solutions": head + row % (0, 0)})
        HarvestSource.objects.update(due_at=source.created_at)
        assert tasks.harvest_source.call(source.pk) == "quarantaine"
        version = source.harvests.first()
        address = f"/espace/reseau/federation/{source.slug}/"
        assert version is not None and client.post(f"{address}accepter/{version.pk}/").status_code == 403
        assert not AuditEvent.objects.filter(verb="federation.accepted").exists(), "nobody alone may"
        someone = coordinator()
        client.force_login(someone)
        page = client.get(address).content.decode()
        assert page.count('<td data-label="Changement">Retirée</td>') == 19 and "Solution 7" in page
        client.post(f"{address}accepter/{version.pk}/")
        told = AuditEvent.objects.get(verb="federation.accepted")
        assert (told.by, told.detail) == (someone, {"sha256": version.sha256})

        site.publish({"solutions": head + row % (1, 1)})  # what was read is not what stands there now
        assert tasks.take_accepted.call(source.pk, version.sha256) == "quarantaine"
        assert source.records.filter(withdrawn_at=None).count() == 20
        assert "n’attend plus personne" in client.post(f"{address}accepter/{version.pk}/", follow=True).content.decode()
        site.publish({"solutions": head + row % (0, 0)})
        assert tasks.take_accepted.call(source.pk, version.sha256) == "acceptee"
    assert list(source.records.filter(withdrawn_at=None).values_list("title", flat=True)) == ["Solution 0"]
    assert "Solution 7" not in client.get(address).content.decode()


def test_proposed_source_is_seen_nowhere(client: Client, db) -> None:
    record = record_of(proposed_source())
    for path in ("/federation/", "/donnees/lignes-moissonnees.csv"):
        response = client.get(path)
        content = b"".join(response) if response.streaming else response.content
        assert b"zebreau" not in content
        assert "zébreau" not in content.decode()
    assert client.get(record.get_absolute_url()).status_code == 404
    source = sources()["ailleurs"]
    assert list(source.documents([record.pk])) == []
    assert list(source.keys()) == source.find(["zébreau"], 10) == []


def test_rows_are_listed_found_and_given_with_their_provenance(client: Client, db) -> None:
    record = record_of(active_source())
    found = next(iter(sources()["ailleurs"].documents([record.pk])))
    assert (found.context, found.url) == ("Exemple-sur-Loire", record.get_absolute_url())
    page = client.get(record.get_absolute_url()).content.decode()
    assert "https://commun.exemple.fr/donnees/propositions.csv" in page
    assert "non signée" in page
    rows = b"".join(client.get("/donnees/lignes-moissonnees.csv")).decode().splitlines()
    assert rows[1].startswith(f"{record.uid},Exemple-sur-Loire,")
    assert "Exemple-sur-Loire" in client.get("/federation/").content.decode()


@pytest.mark.parametrize("key", ["", "signed"])
def test_this_site_gives_a_manifest_whose_digests_are_those_of_its_files(client: Client, db, settings, key) -> None:
    private = Ed25519PrivateKey.generate()
    settings.SIGNING_KEY = base64.b64encode(private.private_bytes_raw()).decode() if key else ""
    restituted_concertation()
    content = client.get("/federation/datapackage.json").content
    signature = client.get("/federation/datapackage.json.sig")
    if key:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(publishing.public_key()))
        public.verify(base64.b64decode(signature.content), content)
    else:
        assert signature.status_code == 404
    for one in json.loads(content)["resources"]:
        given = b"".join(client.get(f"/donnees/{one['name']}.csv"))
        assert (one["bytes"], one["hash"]) == (len(given), f"sha256:{hashlib.sha256(given).hexdigest()}")


def test_coded_values_are_said_in_words(db) -> None:
    record = record_of(active_source())
    record.dataset = "concertations"
    record.values = {"url": "https://a.fr", "debut": "2024-02", "amo": "true", "recrutement": "tirage_au_sort|inconnu"}
    said = {cell.values for cell in cells_of(record)}
    assert said == {("février 2024",), ("Oui",), ("Tirage au sort", "inconnu")}
