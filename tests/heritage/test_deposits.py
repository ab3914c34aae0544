"""Files in parts, in the tus protocol: cut, taken up again, judged, forgotten."""

import base64
import datetime
import errno
import os
import tempfile
from collections.abc import Iterator
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
import time_machine
from django.core.files import File
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commun.core.errors import DomainError
from commun.core.models import AuditEvent
from commun.heritage import contents, tasks
from commun.heritage.actions import deposits, keeping
from commun.heritage.models import ContentPiece, Deposit, HeritageFile, HeritageVersion, StoredContent
from commun.keys import actions as keys
from commun.keys.enums import Scope
from tests.accounts.factories import contributor, referent
from tests.heritage.factories import TABLE, digest, in_preparation, published, with_file

pytestmark = pytest.mark.django_db

TUS: dict[str, Any] = {"HTTP_TUS_RESUMABLE": "1.0.0"}
OFFSETS = "application/offset+octet-stream"


def told(**values: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items())


def announce(client: Client, version: HeritageVersion, size: int, name: str = "grand.bin", **more: Any) -> str:
    item = version.item
    answer = client.post(
        reverse("heritage:announce", args=[item.territory.slug, item.uid]),
        content_type="application/octet-stream", HTTP_UPLOAD_LENGTH=str(size),
        HTTP_UPLOAD_METADATA=told(filename=name, **more), **TUS,
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    return answer.headers["Location"].removeprefix("http://127.0.0.1:8000")


def send(client: Client, url: str, offset: int, part: bytes, **more: Any):
    return client.patch(url, part, content_type=OFFSETS, HTTP_UPLOAD_OFFSET=str(offset), **TUS, **more)


def where(client: Client, url: str) -> int:
    return int(client.head(url, **TUS).headers["Upload-Offset"])


@pytest.fixture
def version() -> Any:
    return in_preparation()


@pytest.fixture
def agent(version: HeritageVersion) -> Client:
    client = Client()
    client.force_login(contributor(version.item.territory))
    return client


@pytest.fixture(params=["disk", pytest.param("s3", marks=pytest.mark.once("the store stands beside the database"))])
def storage(request) -> None:
    """Nothing of ours depends on a folder: an object store keeps the same pieces."""
    if request.param == "s3":
        request.getfixturevalue("s3")


class Cut:
    """A connection that breaks after some bytes."""

    def __init__(self, content: bytes, after: int) -> None:
        self.left, self.content = after, content

    def __call__(self, most: int) -> bytes:
        if not self.left:
            raise OSError("connection reset")
        given, self.content = self.content[: min(most, self.left)], self.content[min(most, self.left) :]
        self.left -= len(given)
        return given


def test_upload_cut_twice_goes_on_and_is_the_file_that_was_sent(
    version, agent, storage, monkeypatch, client: Client, django_capture_on_commit_callbacks
) -> None:
    monkeypatch.setattr(contents, "PIECE", 1000)
    content = os.urandom(10_500)
    url = announce(agent, version, len(content), sha256=digest(content))
    deposit = Deposit.objects.get()
    # Cut in the middle of a part that says its length: what came is kept, to the byte.
    by = referent(version.item.territory)
    deposits.receive(deposit=deposit, offset=0, read=Cut(content, 3_300), length=10_500, by=by)
    assert where(agent, url) == 3_300
    assert send(agent, url, 0, content).status_code == 409
    deposit = Deposit.objects.select_related("content", "version__item").get()
    deposits.receive(deposit=deposit, offset=3_300, read=Cut(content[3_300:], 4_000), length=7_200, by=by)
    assert where(agent, url) == 7_300
    assert not HeritageFile.objects.exists()
    last = send(agent, url, 7_300, content[7_300:])
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, "10500")
    file = HeritageFile.objects.get()
    assert not file.content.sha256
    contents.put(file.content, 0, _spool(b"what a killed process left"))
    assert tasks.read_again.func(file.content_id)
    file.content.refresh_from_db()
    assert file.content.sha256 == digest(content)
    assert b"".join(contents.between(file.content, 2_999, 7_301)) == content[2_999:7_301]
    assert len(storages["heritage"].listdir(file.content.folder)[1]) == ContentPiece.objects.count()


def _spool(content: bytes) -> contents.Spool:
    with contents.spooled(Cut(content, len(content))) as spool:
        return contents.Spool(SimpleUploadedFile("x", spool.file.read()), spool.size, spool.sha256)


def test_damaged_part_is_refused_and_the_same_part_again_is_taken(version, agent) -> None:
    url = announce(agent, version, len(TABLE), name="table.csv")
    right = base64.b64encode(bytes.fromhex(digest(TABLE))).decode()
    assert send(agent, url, 0, TABLE.replace(b"7", b"8"), HTTP_UPLOAD_CHECKSUM=f"sha256 {right}").status_code == 460
    assert where(agent, url) == 0
    assert not ContentPiece.objects.exists()
    assert send(agent, url, 0, TABLE, HTTP_UPLOAD_CHECKSUM=f"sha256 {right}").status_code == 204
    assert keeping.check(StoredContent.objects.get())
    assert StoredContent.objects.get().columns == ["rue", "signalements"]


@pytest.mark.parametrize("point", ["the part on its way", "the piece", "its row"])
def test_a_full_disk_keeps_the_pieces_before_and_no_half_of_one(
    version, agent, monkeypatch, settings, tmp_path, point: str
) -> None:
    settings.STORAGES = settings.STORAGES | {
        "heritage": {"BACKEND": "commun.core.full_disk.WholeFiles", "OPTIONS": {"location": tmp_path}}
    }
    monkeypatch.setattr(contents, "PIECE", 1000)
    content = os.urandom(2_500)
    url = announce(agent, version, len(content), sha256=digest(content))
    assert send(agent, url, 0, content[:1000]).status_code == 204
    with monkeypatch.context() as broken:
        if point == "the part on its way":
            broken.setattr(tempfile.SpooledTemporaryFile, "write", _full)
        elif point == "the piece":
            broken.setattr(File, "chunks", _first_block_then_full)
        else:
            broken.setattr(ContentPiece.objects, "create", mock.Mock(side_effect=OperationalError("disk is full")))
        answer = send(agent, url, 1000, content[1000:])
    assert (answer.status_code, answer.headers["Content-Type"]) == (507, "text/plain; charset=utf-8")
    assert answer.content.decode().startswith("Le disque du site est plein : rien n’a été écrit à moitié.")
    assert where(agent, url) == 1000
    assert [path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()] == [1000]
    assert send(agent, url, 1000, content[1000:]).status_code == 204
    assert keeping.check(StoredContent.objects.get())


def test_a_full_disk_refuses_a_file_that_is_announced(version, agent, monkeypatch) -> None:
    monkeypatch.setattr(Deposit.objects, "create", mock.Mock(side_effect=OperationalError("disk is full")))
    item = version.item
    answer = agent.post(
        reverse("heritage:announce", args=[item.territory.slug, item.uid]),
        content_type="application/octet-stream", HTTP_UPLOAD_LENGTH="10",
        HTTP_UPLOAD_METADATA=told(filename="grand.bin"), **TUS,
    )  # fmt: skip
    assert answer.status_code == 507 and "Faites-y de la place" in answer.content.decode()
    assert not StoredContent.objects.exists()


def _full(*_given: object) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def _first_block_then_full(file: "File[bytes]", chunk_size: int | None = None) -> Iterator[bytes]:
    yield file.read(10)
    _full()


def test_protocol_refuses_what_it_must(version, agent) -> None:
    url = announce(agent, version, 10)
    assert agent.head(url).status_code == 412
    assert agent.patch(url, b"a", content_type="text/plain", HTTP_UPLOAD_OFFSET="0", **TUS).status_code == 415
    assert send(agent, url, 0, b"more than ten bytes").status_code == 400
    assert send(agent, url, 3, b"abc").status_code == 409
    options = agent.options(url).headers
    assert options["Tus-Extension"] == "creation,checksum,expiration,termination"
    assert agent.delete(url, **TUS).status_code == 204
    assert agent.head(url, **TUS).status_code == 404
    assert not StoredContent.objects.exists()
    wrong = agent.post(reverse("heritage:announce", args=[version.item.territory.slug, version.item.uid]),
                       HTTP_UPLOAD_LENGTH="5", HTTP_UPLOAD_METADATA=told(filename="virus.exe"), **TUS)  # fmt: skip
    assert wrong.status_code == 400


def test_file_that_is_not_the_one_announced_is_said_and_cannot_be_signed(version, agent) -> None:
    url = announce(agent, version, len(TABLE), sha256=digest(b"another"))
    send(agent, url, 0, TABLE)
    assert not keeping.check(StoredContent.objects.get())
    assert "pas l’empreinte annoncée" in StoredContent.objects.get().fault


def test_quota_is_that_of_the_territory_and_is_freed_by_what_is_given_up(version, settings) -> None:
    settings.HERITAGE_QUOTA_BYTES = 100
    by = referent(version.item.territory)
    first = deposits.begin(version=version, name="a.csv", size=60, by=by)
    with pytest.raises(deposits.QuotaReached):
        deposits.begin(version=version, name="b.csv", size=60, by=by)
    deposits.begin(version=in_preparation(), name="b.csv", size=60, by=by)
    deposits.give_up(deposit=first, by=by)
    deposits.begin(version=version, name="b.csv", size=60, by=by)


def test_two_that_bring_the_same_bytes_at_once_leave_one_piece(version) -> None:
    by = referent(version.item.territory)
    first = deposits.begin(version=version, name="a.csv", size=len(TABLE), by=by)
    second = Deposit.objects.select_related("content", "version__item").get(pk=first.pk)
    deposits.receive(deposit=first, offset=0, read=Cut(TABLE, 20), length=20, by=by)
    with pytest.raises(deposits.OffsetRefused):
        deposits.receive(deposit=second, offset=0, read=Cut(TABLE, 30), length=30, by=by)
    assert [piece.size for piece in ContentPiece.objects.all()] == [20]
    assert len(storages["heritage"].listdir(first.content.folder)[1]) == 1


def test_unfinished_deposit_is_forgotten_with_its_bytes(version, agent, django_capture_on_commit_callbacks) -> None:
    url = announce(agent, version, 100)
    send(agent, url, 0, b"x" * 40)
    folder = StoredContent.objects.get().folder
    later = timezone.now() + deposits.KEPT + datetime.timedelta(minutes=1)
    with time_machine.travel(later, tick=False):
        assert agent.head(url, **TUS).status_code in (302, 410)  # the session may be over too
        with django_capture_on_commit_callbacks(execute=True):
            assert keeping.purge(now=later) == 1
    assert not StoredContent.objects.exists()
    assert storages["heritage"].listdir(folder)[1] == []


def test_key_with_its_scope_deposits_and_no_other_does(version) -> None:
    territory, client = version.item.territory, Client(enforce_csrf_checks=True)
    by = referent(territory)
    _key, secret = keys.open_key(territory=territory, name="Dépôt", scopes={Scope.HERITAGE}, by=by)
    _key, poor = keys.open_key(territory=territory, name="Autre", scopes={Scope.ANSWERS}, by=by)
    elsewhere = in_preparation()

    def begin(text: str, uid: str):
        return client.post(
            "/patrimoine/depots/", HTTP_UPLOAD_LENGTH=str(len(TABLE)), HTTP_AUTHORIZATION=f"Bearer {text}",
            HTTP_UPLOAD_METADATA=told(fiche=uid, filename="table.csv"), **TUS,
        )  # fmt: skip

    assert begin("commun_faux", version.item.uid).status_code == 401
    assert begin(poor.text, version.item.uid).status_code == 403
    assert begin(secret.text, elsewhere.item.uid).status_code == 404
    url = begin(secret.text, version.item.uid).headers["Location"].removeprefix("http://127.0.0.1:8000")
    assert send(client, url, 0, TABLE).status_code == 401
    assert send(client, url, 0, TABLE, HTTP_AUTHORIZATION=f"Bearer {secret.text}").status_code == 204
    assert "par clé d’API « Dépôt »" in AuditEvent.objects.get(verb="heritage.file_added").by_role
    assert client.head(f"/patrimoine/depots/{uuid4()}/", HTTP_AUTHORIZATION=f"Bearer {secret.text}").status_code == 404


def test_whole_file_goes_without_a_script(version, agent) -> None:
    url = reverse("heritage:send", args=[version.item.territory.slug, version.item.uid])
    assert agent.post(url, {"file": SimpleUploadedFile("table.csv", TABLE)}).status_code == 302
    assert HeritageFile.objects.get().content.sha256 == digest(TABLE)
    again = agent.post(url, {"file": SimpleUploadedFile("table.csv", TABLE)})
    assert (again.status_code, "déjà ce nom" in again.content.decode()) == (422, True)


def test_every_content_is_read_again_oldest_first_and_a_fault_is_a_public_fact(
    client: Client, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    item = published()
    file = item.current.files.get()
    content = file.content
    fresh = with_file(in_preparation(), content=b"a,b\n" + b"1,2\n" * 2000).files.get().content
    longest_ago = timezone.now() - datetime.timedelta(days=20)
    StoredContent.objects.filter(pk=content.pk).update(checked_at=longest_ago)
    piece = content.pieces.get()
    storage = storages["heritage"]
    with storage.open(piece.file.name, "rb") as kept:
        original = kept.read()
    storage.delete(piece.file.name)
    storage.save(piece.file.name, SimpleUploadedFile("x", original.replace(b"12", b"13")))
    address = reverse("heritage:file", args=[item.uid, 1, file.pk])
    assert client.get(address).status_code == 200
    checked_before = fresh.checked_at
    with django_capture_on_commit_callbacks(execute=True):
        assert keeping.share(between_contents=lambda: None) == 1
    fresh.refresh_from_db()
    assert fresh.checked_at is not None
    assert fresh.checked_at >= checked_before
    page = client.get(item.get_absolute_url()).content.decode()
    assert "n’est plus ce qui a été reçu" in page
    assert client.get(address).status_code == 503
    assert AuditEvent.objects.filter(verb="heritage.file_damaged", is_public=True).count() == 1
    assert len(mailoutbox) >= 1
    assert "signalements.csv" in mailoutbox[0].body
    storage.delete(piece.file.name)
    storage.save(piece.file.name, SimpleUploadedFile("x", original))
    assert keeping.check(content)
    assert client.get(address).status_code == 200


def test_signed_version_takes_no_file(version) -> None:
    item = published()
    with pytest.raises(DomainError, match="signée"):
        deposits.begin(version=item.current, name="b.csv", size=1, by=referent(item.territory))
