"""What anyone reads of findings, and the way from one of them to the sentences said in rooms, and back."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commun.syntheses.actions import manifesto
from commun.syntheses.actions.learned import load_lessons
from commun.syntheses.enums import FindingKind, ManifestoState, Stance
from commun.syntheses.models import Evidence, Finding, ManifestoVersion
from commun.syntheses.queries.findings import articles_of
from tests.accounts.factories import coordinator
from tests.concertations.factories import concertation_awaiting_answer
from tests.syntheses import manifestos
from tests.syntheses.factories import FindingFactory, evidence
from tests.syntheses.situations import drafted, in_preview, published, said, signed
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return str(response.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


def test_the_page_leads_from_the_sentence_to_what_was_said_and_back(client) -> None:
    territory = TerritoryFactory(name="Port-Louis")
    finding = published(territory, contrary=1).findings.get()
    page = text(client.get(finding.get_absolute_url()))
    assert "2 propositions de 1 territoire sur 1, dont 1 contraire" in page
    assert "Ce qui dit le contraire" in page
    cited = finding.evidence.order_by("pk")[1].takeaway
    assert cited.get_absolute_url() in page
    back = text(client.get(cited.get_absolute_url()))
    assert "Ce que le réseau en retient" in back
    assert finding.get_absolute_url() in back
    assert "1 constat la cite" in back
    assert finding.get_absolute_url() in text(client.get(territory.get_absolute_url()))


def test_a_point_de_vigilance_leads_to_the_finding_that_cites_it(client) -> None:
    finding = published(held=4).findings.get()
    vigilance = finding.evidence.get(takeaway__kind="vigilance").takeaway
    assert finding.get_absolute_url() in text(client.get(vigilance.concertation.get_absolute_url()))


def test_what_is_not_public_is_found_nowhere(client) -> None:
    for finding in (drafted(), signed(), in_preview().findings.get()):
        for tail in ("/", ".json", "/preuves/", "/versions/", "/versions/1/"):
            assert client.get(f"/constats/{finding.slug}{tail}").status_code == 404
        for url in (
            "/constats/",
            "/flux/constats.atom",
            "/donnees/constats.json",
            "/donnees/preuves-des-constats.json",
        ):
            assert finding.slug not in b"".join(client.get(url)).decode()


def test_the_list_filters_by_family_theme_spread_and_words_and_counts_each_choice(client) -> None:
    load_lessons()
    published(TerritoryFactory())
    page = text(client.get("/constats/"))
    assert "Crainte citoyenne (10)" in page
    assert "31 constats" in page
    assert "Avec des preuves comptées (1)" in page
    assert "10 constats" in text(client.get("/constats/?famille=crainte"))
    assert "1 constat ·" in text(client.get("/constats/?ampleur=comptees"))
    assert "boîte noire" in text(client.get("/constats/?texte=BOITE"))
    assert "Aucun constat ne répond" in text(client.get("/constats/?texte=introuvable"))


def test_the_files_give_the_rows_that_the_list_shows(client) -> None:
    load_lessons()
    finding = published(contrary=1).findings.get()
    rows = list(
        csv.DictReader(io.StringIO(b"".join(client.get("/donnees/constats.csv?ampleur=comptees")).decode("utf-8-sig")))
    )
    (row,) = rows
    assert (row["identifiant"], row["remontees"], row["appuient"], row["contraires"]) == (finding.uid, "2", "1", "1")
    assert (row["territoires"], row["territoires_lus"]) == ("1", "1")
    everything = b"".join(client.get("/donnees/constats.csv")).decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(everything)))) == 31
    proofs = json.loads(b"".join(client.get("/donnees/preuves-des-constats.json")))
    lines = next(value for value in proofs.values() if isinstance(value, list))
    assert {one["position"] for one in lines} == {"appuie", "contraire"}
    assert {one["constat"] for one in lines} == {finding.uid}


def test_the_invented_findings_stand_apart(client) -> None:
    territory = TerritoryFactory(is_fictional=True)
    takeaway = said(territory)[0]
    finding = FindingFactory(is_fictional=True)
    evidence(finding, takeaway)
    real = published().findings.get()
    Finding.objects.filter(pk=finding.pk).update(
        state="public", signed_at=real.signed_at, signed_role="x", published_at=real.published_at
    )
    evidence(real, takeaway)
    assert "2 propositions de 1 territoire sur 1" in text(client.get(real.get_absolute_url()))
    assert finding.slug not in text(client.get("/constats/"))
    shown = text(client.get("/constats/?exemple=on"))
    assert finding.slug in shown
    assert "exemple fictif" in shown
    assert finding.uid not in b"".join(client.get("/donnees/constats.csv")).decode()


def test_the_json_of_a_finding_says_what_its_page_says(client) -> None:
    finding = published(contrary=1).findings.get()
    data = json.loads(client.get(f"/constats/{finding.slug}.json").content)
    assert data["preuves"]["contraires"] == 1
    assert data["preuves"]["territoires_lus"] == 1
    assert [one["position"] for one in data["preuves"]["citations"]] == ["appuie", "contraire"]


def test_the_page_costs_the_same_number_of_queries_whatever_the_number_of_proofs(client) -> None:
    def cost(finding: Finding) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(finding.get_absolute_url())
        return len(queries)

    few = published(held=2).findings.get()
    many = published(held=4).findings.get()
    record = concertation_awaiting_answer(propositions=12)
    Evidence.objects.bulk_create(
        Evidence(finding=many, takeaway=one, stance=Stance.SUPPORTS, text_sha256=one.text_sha256, position=10)
        for one in record.takeaways.all()
    )
    cost(few)
    assert cost(many) == cost(few)


def test_a_recommendation_shows_the_findings_that_it_rests_on(client) -> None:
    finding = published().findings.get()
    recommendation = published().findings.get()
    Finding.objects.filter(pk=recommendation.pk).update(kind=FindingKind.RECOMMENDATION)
    recommendation.rests_on.add(finding)
    assert finding.get_absolute_url() in text(client.get(recommendation.get_absolute_url()))
    assert recommendation.get_absolute_url() in text(client.get(finding.get_absolute_url()))


def test_what_cites_a_finding_is_first_the_version_in_force(client) -> None:
    finding = manifestos.public_finding()
    in_force = manifestos.adopted(finding=finding)
    manifesto.draft_next(by=coordinator())
    later = manifesto.open_amendments(
        manifesto=ManifestoVersion.objects.get(state=ManifestoState.DRAFT),
        until=manifestos.in_days(10),
        by=coordinator(),
    )
    lines = articles_of([finding.pk])[finding.pk]
    assert [(one.version, one.is_in_force) for one in lines] == [
        *[(in_force.code, True)] * 2,
        *[(later.code, False)] * 2,
    ]
    page = text(client.get(finding.get_absolute_url()))
    assert page.count(f"version {later.code}, qui n’est pas celle en vigueur") == 2
    assert page.index(lines[0].url) < page.index(lines[2].url)
