"""A file that is fetched is doubted: a bad one stays in quarantine, the last good one stays, someone is told once."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from commun.library.actions.imports import network_source
from commun.library.enums import FeedVerdict
from commun.library.models import Deployment, FeedVersion, PublishedSheet
from tests.accounts.factories import coordinator
from tests.core.test_outbound import Answers, server  # noqa: F401 - a fixture
from tests.library.network_files import FILE, LINES, territories, written
from tests.library.test_imports import take

pytestmark = pytest.mark.django_db

HTML = b"<!DOCTYPE html><html><title>504 Gateway Time-out</title></html>"


@pytest.fixture
def feed(server, settings, tmp_path, django_capture_on_commit_callbacks):  # noqa: F811
    """Fetch what the server says now; mails leave."""
    settings.MEDIA_ROOT = tmp_path

    def run(content: bytes | None) -> str:
        Answers.pages["/data.csv"] = (
            (200, {"Content-Type": "text/csv"}, content) if content is not None else (504, {}, b"")
        )
        try:
            with django_capture_on_commit_callbacks(execute=True):
                call_command("fetch_library", f"{server}/data.csv")
        except CommandError as error:
            return str(error)
        return ""

    return run


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (HTML, "page web"),
        (b"", "vide"),
        (b"\x00\x01\x02\x03", "fichier"),
        (b"Nom,Age\nA,3\n", "colonnes"),
        (None, "504"),
        (written(LINES[:6]), "plus d’une sur dix"),
    ],
)
def test_a_bad_version_is_quarantined_and_the_last_good_one_stays(feed, content, why) -> None:
    territories()
    coordinator()
    take()
    before = list(PublishedSheet.objects.values())
    assert "quarantaine" in feed(content)
    version = FeedVersion.objects.latest("pk")
    assert version.verdict == FeedVerdict.QUARANTINED and why in version.why
    assert version.ingested_at is None and list(PublishedSheet.objects.values()) == before
    assert len(mail.outbox) == 1 and "reste en ligne" in mail.outbox[0].body


def test_the_coordination_is_told_once_for_each_outage(feed) -> None:
    territories()
    coordinator()
    take()
    for content in (HTML, HTML, HTML + b"<!-- 04:46 -->", b""):
        feed(content)
    assert len(mail.outbox) == 1
    assert FeedVersion.objects.filter(verdict=FeedVerdict.QUARANTINED).count() == 3, (
        "the same page twice is one version"
    )
    feed(FILE)
    feed(HTML + b"<!-- the day after -->")
    assert len(mail.outbox) == 2, "a good version came between: it is another outage"


def test_a_good_version_is_kept_dated_and_taken_in(feed, tmp_path) -> None:
    territories()
    take()
    later = written([{**LINES[0]}, {**LINES[1], "Theme": "Gouvernance et socles technologiques"}, *LINES[2:]])
    assert feed(later) == ""
    version = FeedVersion.objects.latest("pk")
    assert version.sha256 == hashlib.sha256(later).hexdigest()
    assert (tmp_path / version.file.name).read_bytes() == later
    assert version.ingested_at is not None
    assert Deployment.objects.get(title="Relever la chaussée").theme == "gouvernance"
    assert network_source().url.endswith("/data.csv")
    count = FeedVersion.objects.count()
    feed(later)
    assert FeedVersion.objects.count() == count, "the same file twice is one version"


def test_what_has_to_be_asked_waits_for_a_person(feed, client) -> None:
    territories()
    someone = coordinator()
    assert "choix" in feed(FILE)
    assert not Deployment.objects.exists()
    assert "attend des choix" in mail.outbox[0].subject
    version = FeedVersion.objects.get()
    client.force_login(someone)
    page = client.get(reverse("library:feed_versions")).content.decode()
    assert "attend des choix" in page
    preview = client.post(reverse("library:feed_version_review", args=[version.pk]), follow=True)
    assert "Choix à confirmer" in preview.content.decode()
    kept = client.get(reverse("library:feed_version_file", args=[version.pk]))
    assert kept["Content-Disposition"].startswith("attachment") and b"".join(kept) == FILE


def test_old_files_go_and_their_verdict_stays(feed) -> None:
    """They may hold the addresses of people."""
    feed(HTML)
    with time_machine.travel(timezone.now() + timedelta(days=5 * 366)):
        call_command("purge_personal_data")
    version = FeedVersion.objects.get()
    assert not version.file and version.why and version.sha256


def test_without_an_address_nothing_is_read() -> None:
    with pytest.raises(CommandError, match="adresse"):
        call_command("fetch_library")


def test_a_private_address_is_not_read(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(CommandError, match="réseau privé"):
        call_command("fetch_library", "http://127.0.0.1/data.csv")
    assert FeedVersion.objects.get().verdict == FeedVerdict.QUARANTINED


def test_the_command_shows_everything_and_writes_nothing_when_dry(tmp_path, capsys) -> None:
    territories()
    path = tmp_path / "bibliotheque.csv"
    path.write_bytes(FILE)
    call_command("import_library", str(path), "--dry-run")
    said = capsys.readouterr().out
    assert "Doute, ligne 2" in said and "à confirmer" in said and "Fiche nouvelle" in said
    assert not Deployment.objects.exists()
    with pytest.raises(CommandError, match="--proposals"):
        call_command("import_library", str(path))
    call_command("import_library", str(path), "--proposals")
    assert "8 fiches créées" in capsys.readouterr().out
    call_command("import_library", str(path))
    assert "8 inchangées" in capsys.readouterr().out


@pytest.mark.parametrize("content", [HTML, b"", b"a,b\n1,2\n"])
def test_the_command_refuses_what_is_not_the_file(tmp_path, content) -> None:
    path = tmp_path / "bibliotheque.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("import_library", str(path))
    with pytest.raises(CommandError, match="ne se lit pas"):
        call_command("import_library", str(tmp_path / "absent.csv"))
