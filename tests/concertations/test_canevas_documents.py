"""Documents: a link or a file that is what it says, kept under a name that tells nothing, sent back as a download."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commun.concertations.actions import documents
from commun.concertations.enums import DocumentKind
from commun.concertations.models import Document
from commun.core.errors import DomainError
from commun.core.models import Revision
from tests.accounts.factories import UserFactory, elected
from tests.concertations.factories import ConcertationFactory, published_concertation, referent_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def pdf(name="Rapport final.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="text/html")


def kept() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def attach(record, **values) -> Document:
    defaults: dict[str, Any] = {"kind": DocumentKind.REPORT, "title": "Rapport", "by": referent_of(record)}
    return documents.attach(concertation=record, **(defaults | values))


def page_url(record) -> str:
    return reverse("concertations:workspace_documents", args=[record.slug])


FORM = {"title": "Rapport", "kind": "rapport", "licence": "lov2"}


def test_a_file_is_kept_under_a_name_that_tells_nothing(client) -> None:
    record = ConcertationFactory()
    client.force_login(referent_of(record))
    assert client.post(page_url(record), FORM | {"file": pdf()}).status_code == 302
    document = Document.objects.get()
    assert (document.file_name, document.media_type, document.size) == (
        "Rapport final.pdf",
        "application/pdf",
        len(PDF),
    )
    assert len(document.sha256) == 64
    assert "apport" not in str(document.file.name)
    assert kept()[0].read_bytes() == PDF


def test_a_file_of_a_public_record_is_downloaded_and_never_shown_inline(client) -> None:
    document = attach(published_concertation(), file=pdf())
    answer = client.get(document.get_absolute_url())
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_file_of_a_draft_exists_for_its_territory_only(client) -> None:
    record = ConcertationFactory()
    url = attach(record, file=pdf()).get_absolute_url()
    assert client.get(url).status_code == 404
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404
    client.force_login(elected(record.territory))
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Cache-Control"] == "private, no-store"


def test_another_name_for_the_same_file_is_not_found(client) -> None:
    document = attach(published_concertation(), file=pdf())
    assert client.get(reverse("concertations:document_file", args=[document.pk, "autre.html"])).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("rapport.pdf", b"<html><script>alert(1)</script></html>"),
        ("rapport.pdf", b"MZ\x90\x00\x03"),
        ("macro.xlsm", b"PK\x03\x04"),
        ("image.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("vide.pdf", b""),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_leaves_nothing(client, name, content) -> None:
    record = ConcertationFactory()
    client.force_login(referent_of(record))
    page = client.post(page_url(record), FORM | {"title": "Mon titre", "file": SimpleUploadedFile(name, content)})
    text = page.content.decode()
    assert page.status_code == 200
    assert 'id="erreurs"' in text
    assert "Mon titre" in text
    assert not Document.objects.exists()
    assert not kept()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Joignez un fichier"),
        ({"url": "https://exemple.fr/r.pdf", "file": pdf()}, "gardez l’un des deux"),
        ({"url": "javascript:alert(1)"}, "adresse entière"),
        ({"url": "https://exemple.fr/r.pdf", "title": ""}, "titre"),
    ],
)
def test_a_document_is_a_link_or_a_file(client, data, message) -> None:
    record = ConcertationFactory()
    client.force_login(referent_of(record))
    page = client.post(page_url(record), FORM | data)
    assert message in page.content.decode()
    assert not Document.objects.exists()


def test_neither_link_nor_file_is_refused_by_the_action_too() -> None:
    record = ConcertationFactory()
    with pytest.raises(DomainError, match="l’un ou l’autre"):
        attach(record)


def test_the_same_file_twice_is_refused_and_kept_once() -> None:
    record = ConcertationFactory()
    attach(record, file=pdf())
    with pytest.raises(DomainError, match="déjà joint"):
        attach(record, file=pdf("Copie.pdf"))
    assert len(kept()) == 1


def test_no_file_is_left_when_the_database_refuses_its_row(monkeypatch) -> None:
    record = ConcertationFactory()

    def refuse(*args, **kwargs):
        raise DomainError("non")

    monkeypatch.setattr(documents, "keep_version", refuse)
    with pytest.raises(DomainError):
        attach(record, file=pdf())
    assert not Document.objects.exists()
    assert not kept()


def test_removing_a_document_removes_its_file_once_that_is_certain(client, django_capture_on_commit_callbacks) -> None:
    record = published_concertation()
    document = attach(record, file=pdf())
    client.force_login(referent_of(record))
    with django_capture_on_commit_callbacks() as callbacks:
        client.post(reverse("concertations:workspace_document_remove", args=[record.slug, document.pk]))
        assert kept()
    for callback in callbacks:
        callback()
    assert not kept()
    assert not Document.objects.exists()
    assert "Rapport" in Revision.objects.of(record)[1].fields["Accès aux ressources et aux productions"]
