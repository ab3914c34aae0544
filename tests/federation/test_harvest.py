"""What a harvest keeps of another site, whatever that site does."""

import base64
import datetime
import gzip
import io
from email.utils import format_datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from commun.core import outbound
from commun.federation.actions import harvest as actions
from commun.federation.actions.harvest import CLAIM, Busy, due, harvest
from commun.federation.enums import Verdict
from commun.federation.models import Harvest, HarvestedRecord, HarvestSource
from commun.opendata import exporting
from tests.concertations.factories import restituted_concertation
from tests.federation.factories import active_source
from tests.federation.other_site import OtherSite, drip, given, other_site
from tests.territories.factories import TerritoryFactory

HEAD = "identifiant,url,nom,commun_numerique,usages_publies"


def solutions(*names: str) -> bytes:
    rows = [f"s{number},https://ailleurs.exemple.fr/s{number}/,{name},true,3" for number, name in enumerate(names, 1)]
    return "\r\n".join([HEAD, *rows, ""]).encode()


@pytest.fixture
def site(settings, db):
    settings.FETCH_PRIVATE_ADDRESSES = True
    with other_site() as site:
        yield site


@pytest.fixture
def source(site: OtherSite) -> HarvestSource:
    site.publish({"solutions": solutions("Alpha", "Béta", "Gamma")})
    return active_source(site.manifest)


def titles() -> list[str]:
    return list(HarvestedRecord.objects.filter(withdrawn_at=None).order_by("title").values_list("title", flat=True))


def test_rows_are_kept_as_theirs_with_where_they_come_from(source, site: OtherSite) -> None:
    done = harvest(source=source)
    assert (done.verdict, done.read, done.added, done.signature) == (Verdict.ACCEPTED, 3, 3, "absente")
    one = HarvestedRecord.objects.get(identifier="s2")
    assert (one.title, one.url, one.file_url) == (
        "Béta",
        "https://ailleurs.exemple.fr/s2/",
        f"{site.url}/solutions.csv",
    )
    assert not one.is_signed
    assert site.paths[0] == "/robots.txt"
    assert all(headers["User-Agent"].startswith("Commun (+http") for _path, headers in site.asked)


def test_second_harvest_asks_with_conditions_and_changes_nothing(source, site: OtherSite) -> None:
    harvest(source=source)
    site.asked.clear()
    done = harvest(source=source)
    assert (done.verdict, done.read) == (Verdict.UNCHANGED, 0)
    assert site.paths == ["/robots.txt", "/datapackage.json"]
    assert site.asked[1][1]["If-None-Match"]


def test_change_is_taken_and_withdrawal_is_said_and_its_content_forgotten(source, site: OtherSite) -> None:
    harvest(source=source)
    site.publish({"solutions": solutions("Alpha", "Béta deux")})
    done = harvest(source=source)
    assert (done.changed, done.withdrawn) == (1, 1)
    gone = HarvestedRecord.objects.get(identifier="s3")
    assert gone.withdrawn_at is not None
    assert (gone.title, gone.values, gone.url) == ("s3", {}, "")
    page = Client().get(gone.get_absolute_url()).content.decode()
    assert "Retirée par le site" in page
    assert "Gamma" not in page
    site.publish({"solutions": solutions("Alpha", "Béta deux", "Gamma")})
    assert harvest(source=source).changed == 1
    assert titles() == ["Alpha", "Béta deux", "Gamma"]


def test_wrong_row_is_told_by_its_line_and_its_last_good_version_stays(source, site: OtherSite) -> None:
    harvest(source=source)
    lines = solutions("Alpha deux", "Béta", "Gamma").decode().splitlines()
    lines[2] = 's2,javascript:alert(1),"Béta\ndeux",peut-être,-1'
    lines.append("s3,https://x.exemple.fr/,Doublon,true,1")
    lines.append("s9,https://x.exemple.fr/")
    site.publish({"solutions": "\r\n".join([*lines, ""]).encode()})
    done = harvest(source=source)
    assert (done.verdict, done.changed, done.withdrawn, done.refused) == (Verdict.ACCEPTED, 1, 0, 3)
    told = list(done.quarantined.values_list("line", "identifier", "column"))
    assert told == [(3, "s2", "url"), (3, "s2", "commun_numerique"), (3, "s2", "usages_publies"),
                    (6, "s3", "identifiant"), (7, "s9", "")]  # fmt: skip
    assert titles() == ["Alpha deux", "Béta", "Gamma"]


def test_source_speaks_for_its_territory_alone(site: OtherSite) -> None:
    ours, other = TerritoryFactory(), TerritoryFactory()
    head = "identifiant,url,numero,texte,corrigee,concertation,concertation_titre,territoire,territoire_nom,figee_le"
    row = "{},https://a.exemple.fr/,1,Dire,false,c1,Débat,{},Nom,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z"
    rows = [f"{head},modifiee_le", row.format("p1", ours.uid), row.format("p2", other.uid)]
    site.publish({"propositions": "\n".join(rows).encode()})
    done = harvest(source=active_source(site.manifest, territory=ours))
    assert (done.added, done.refused) == (1, 1)
    assert done.quarantined.get().column == "territoire"


def _cut(handler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"400\r\nidentifiant,")
    handler.close_connection = True


HARM = {
    "shorter than its length": given(200, {"Content-Length": "100000"}, solutions("Autre")),
    "longer than its length": given(200, {"Content-Length": "70"}, solutions("Autre")),
    "a slow drip": drip,
    "cut in the middle": _cut,
    "compressed unasked": given(200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 50_000_000)),
    "another file than announced": given(200, {}, solutions("Autre")),
    "in trouble": given(500, {}, b"panne"),
    "asks to wait": given(429, {"Retry-After": "7200"}),
    "nothing": given(200, {}, b""),
    "redirected without end": given(302, {"Location": "/propositions.csv"}),
}


@pytest.mark.once("what is read of the network is the same")
@pytest.mark.parametrize("answer", HARM.values(), ids=HARM.keys())
def test_whatever_goes_wrong_nothing_is_half_written(source, site: OtherSite, answer, monkeypatch) -> None:
    """The first file is good and new, the second one fails: neither is taken, and the last good version is shown."""
    harvest(source=source)
    site.publish({"solutions": solutions("Tout", "Nouveau"), "propositions": b"x"})
    site.pages["/propositions.csv"] = answer
    with monkeypatch.context() as hurried:
        hurried.setattr(outbound, "TOTAL_SECONDS", 2 if answer is drip else 60)
        done = harvest(source=source)
    assert done.verdict in (Verdict.FAILED, Verdict.QUARANTINED)
    assert done.why
    assert titles() == ["Alpha", "Béta", "Gamma"]
    after = HarvestSource.objects.get(pk=source.pk)
    assert (after.failures, after.claimed_until) == (1, None)
    assert after.failing_since is not None
    page = Client().get(source.get_absolute_url()).content.decode()
    assert "dernière version bonne" in page
    assert "Gamma" in page
    site.publish({"solutions": solutions("Alpha")})
    assert harvest(source=source).verdict == Verdict.ACCEPTED
    assert HarvestSource.objects.get(pk=source.pk).failing_since is None


def full(*_args, **_options):
    raise OperationalError("database or disk is full")


@pytest.mark.parametrize(
    ("owner", "name"),
    [(HarvestedRecord.objects, "bulk_create"), (HarvestedRecord.objects, "bulk_update"), (actions, "_keep_faults")],
    ids=["new rows", "changed rows", "faults"],
)
def test_a_disk_that_fills_up_takes_nothing_and_is_told(source, site: OtherSite, monkeypatch, owner, name) -> None:
    harvest(source=source)
    site.publish({"solutions": solutions("Alpha deux", "Béta", "Gamma", "Delta")})
    with monkeypatch.context() as broken:
        broken.setattr(owner, name, full)
        with pytest.raises(CommandError, match="leur dernière bonne version reste"):
            call_command("harvest", source.slug, stdout=(said := io.StringIO()))
    assert "Le disque du site est plein : rien n’a été écrit à moitié. Faites-y de la place" in said.getvalue()
    assert titles() == ["Alpha", "Béta", "Gamma"]
    after = HarvestSource.objects.get(pk=source.pk)
    assert (after.failures, after.claimed_until) == (1, None)
    assert harvest(source=after).verdict == Verdict.ACCEPTED
    assert titles() == ["Alpha deux", "Béta", "Delta", "Gamma"]


def test_a_disk_too_full_to_say_so_leaves_all_as_it_was(source, site: OtherSite, monkeypatch) -> None:
    harvest(source=source)
    site.publish({"solutions": solutions("Alpha deux")})
    with monkeypatch.context() as broken:
        broken.setattr(HarvestedRecord.objects, "bulk_update", full)
        broken.setattr(Harvest, "save", full)
        with pytest.raises(CommandError, match="Le disque du site est plein"):
            call_command("harvest", source.slug, stdout=io.StringIO())
    assert titles() == ["Alpha", "Béta", "Gamma"]
    assert harvest(source=HarvestSource.objects.get(pk=source.pk)).verdict == Verdict.ACCEPTED
    assert titles() == ["Alpha deux"]


@pytest.mark.once("what is read of the network is the same")
@pytest.mark.parametrize("said", ["7200", ""], ids=["seconds", "an hour of a day"])
def test_retry_after_is_obeyed(source, site: OtherSite, said: str) -> None:
    hour = format_datetime(timezone.now() + datetime.timedelta(hours=2), usegmt=False)
    site.pages["/datapackage.json"] = given(503, {"Retry-After": said or hour})
    harvest(source=source)
    wait = HarvestSource.objects.get(pk=source.pk).due_at - timezone.now()
    assert datetime.timedelta(minutes=115) < wait < datetime.timedelta(minutes=121)
    assert due() == []


@pytest.mark.once("what is read of the network is the same")
def test_robots_txt_keeps_us_out(source, site: OtherSite) -> None:
    site.pages["/robots.txt"] = b"User-agent: Commun\nDisallow: /solutions.csv\n"
    done = harvest(source=source)
    assert done.verdict == Verdict.FAILED
    assert "/solutions.csv" not in site.paths
    assert "robots.txt" in done.why


@pytest.mark.once("what is read of the network is the same")
def test_redirection_to_a_private_network_is_not_followed(source, site: OtherSite, settings, monkeypatch) -> None:
    settings.FETCH_PRIVATE_ADDRESSES = False
    monkeypatch.setattr(outbound, "_readable", lambda parts: parts)
    monkeypatch.setattr(outbound, "_is_public", lambda address: str(address) == "127.0.0.1")
    site.pages["/solutions.csv"] = given(302, {"Location": "http://127.0.0.2/secret.csv"})
    done = harvest(source=source)
    assert "réseau privé" in done.why
    assert titles() == []


def test_losing_most_rows_waits_for_a_person(source, site: OtherSite) -> None:
    many = [f"Solution {number}" for number in range(20)]
    site.publish({"solutions": solutions(*many)})
    harvest(source=source)
    site.publish({"solutions": solutions("Une seule")})
    done = harvest(source=source)
    assert (done.verdict, done.withdrawn) == (Verdict.QUARANTINED, 19)
    assert len(titles()) == 20
    assert harvest(source=source, accept_loss=True).withdrawn == 19
    assert titles() == ["Une seule"]


@pytest.mark.once("signatures ask no database")
def test_known_key_is_demanded_and_a_wrong_signature_refused(site: OtherSite) -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    site.publish({"solutions": solutions("Alpha")})
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    source = active_source(site.manifest, public_key=public)
    content = site.pages["/datapackage.json"]
    assert isinstance(content, bytes)
    assert harvest(source=source).verdict == Verdict.QUARANTINED  # none at all
    site.pages["/datapackage.json.sig"] = base64.b64encode(other.sign(content))
    assert harvest(source=source).verdict == Verdict.QUARANTINED
    assert titles() == []
    site.pages["/datapackage.json.sig"] = base64.b64encode(key.sign(content)) + b"\n"
    done = harvest(source=source)
    assert (done.verdict, done.signature) == (Verdict.ACCEPTED, "valide")
    assert HarvestedRecord.objects.get().is_signed


def test_rehearsal_writes_its_report_alone(source) -> None:
    done = harvest(source=source, is_rehearsal=True)
    assert (done.is_rehearsal, done.added) == (True, 3)
    after = HarvestSource.objects.get(pk=source.pk)
    assert (after.validators, after.taken_at, titles()) == ({}, None, [])


def test_one_host_is_read_once_at_a_time_and_a_dead_claim_expires(source, site: OtherSite) -> None:
    site.publish({"solutions": solutions("Alpha")})
    other = active_source(f"{site.url}/autre.json", title="Autre")
    HarvestSource.objects.filter(pk=other.pk).update(claimed_until=timezone.now() + CLAIM)
    with pytest.raises(Busy):
        harvest(source=source)
    HarvestSource.objects.filter(pk=other.pk).update(claimed_until=timezone.now() - CLAIM)
    assert harvest(source=source).verdict == Verdict.ACCEPTED


TURTLE = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<{0}/donnees/solutions/> a dcat:Dataset ; dct:identifier "solutions" ; dcat:distribution <{0}/solutions.csv> .
<{0}/solutions.csv> a dcat:Distribution ; dcat:downloadURL <{0}/solutions.csv> ."""
JSON_LD = """{{"@context": {{"dcat": "http://www.w3.org/ns/dcat#"}}, "@id": "{0}/donnees/solutions/", "@type":
"dcat:Dataset", "dcat:distribution": {{"@id": "{0}/d", "dcat:downloadURL": {{"@id": "{0}/solutions.csv"}}}}}}"""


@pytest.mark.once("what is read of a catalogue is the same")
@pytest.mark.parametrize("catalogue", [TURTLE, JSON_LD], ids=["turtle", "json-ld"])
def test_dcat_catalogue_or_a_lone_file_does_as_well(site: OtherSite, catalogue: str) -> None:
    site.pages["/solutions.csv"] = solutions("Alpha", "Béta")
    site.pages["/catalogue"] = catalogue.format(site.url).encode()
    assert harvest(source=active_source(f"{site.url}/catalogue")).added == 2
    site.pages["/solutions.csv"] = solutions("Alpha", "Bêta")
    catalogued = HarvestSource.objects.get()
    assert harvest(source=catalogued).changed == 1  # though the catalogue did not change
    assert harvest(source=catalogued).verdict == Verdict.UNCHANGED
    site.pages["/lone.csv"] = site.pages["/solutions.csv"]
    alone = "identifiant,url,nom,editeur,pays_editeur\ns1,https://a.exemple.fr/,Alpha,,\n"
    site.pages["/lone.csv"] = alone.encode()
    assert harvest(source=active_source(f"{site.url}/lone.csv", title="Fichier")).added == 1


@pytest.mark.once("what is read of a catalogue is the same")
@pytest.mark.parametrize(
    "content",
    [
        b'{"@context": "http://127.0.0.2/secret.jsonld", "@graph": []}',
        b'{"resources": [{"name": "solutions"}]}',
        b'{"resources": [{"name": "solutions", "path": "file:///etc/passwd"}]}',
        b'{"resources": [{"name": "ailleurs", "path": "x.csv"}]}',
        b"<html>Bonjour</html>",
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_catalogue_that_is_none_is_refused_with_its_reason(site: OtherSite, content: bytes) -> None:
    site.pages["/catalogue"] = content
    done = harvest(source=active_source(f"{site.url}/catalogue"))
    assert done.verdict in (Verdict.QUARANTINED, Verdict.FAILED)
    assert done.why
    assert set(site.paths) == {"/robots.txt", "/catalogue"}


def test_public_archive_put_on_any_web_server_is_harvested_as_what_another_site_publishes(
    site: OtherSite, tmp_path
) -> None:
    concertation = restituted_concertation()
    exporting.to_folder(tmp_path / "archive", told=lambda file: None)
    for path in (tmp_path / "archive").rglob("*"):
        if path.is_file():
            site.pages[f"/{path.relative_to(tmp_path / 'archive').as_posix()}"] = path.read_bytes()
    done = harvest(source=active_source(site.manifest))
    assert (done.verdict, done.refused) == (Verdict.ACCEPTED, 0)
    kept = HarvestedRecord.objects.filter(withdrawn_at=None)
    assert kept.get(dataset="concertations").title == concertation.title
    assert kept.filter(dataset="propositions").count() == concertation.takeaways.propositions().count()
    assert "constats" in done.ignored
