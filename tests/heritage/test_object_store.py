"""The heritage on an object store: written whole or not at all, given by stretches, its silence no damage."""

import os
from io import BytesIO

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse

from commun.heritage import clearing, contents
from commun.heritage.actions import deposits, keeping
from commun.heritage.models import ContentPiece, StoredContent
from tests.accounts.factories import referent
from tests.heritage.conftest import store_at
from tests.heritage.factories import in_preparation, published, with_file

pytestmark = [pytest.mark.django_db, pytest.mark.once("the object store stands beside the database, whichever it is")]

NOWHERE = "http://127.0.0.1:9/seau"


def keys_of(s3) -> list[str]:
    return sorted(one["Key"] for one in s3.list_objects_v2(Bucket=s3.bucket).get("Contents", ()))


def silent(settings) -> None:
    """The store does not answer any more."""
    settings.STORAGES = settings.STORAGES | {"heritage": store_at(NOWHERE)}


def test_file_is_kept_as_objects_given_by_stretches_and_its_damage_is_seen(
    s3, client: Client, monkeypatch, settings
) -> None:
    monkeypatch.setattr(contents, "PIECE", 20)
    item = published()
    file = item.current.files.get()
    pieces = list(file.content.pieces.all())
    assert len(pieces) == 3
    assert keys_of(s3) == sorted(f"commun/{piece.file.name}" for piece in pieces)
    whole = b"".join(contents.between(file.content, 0, file.content.size))
    address = reverse("heritage:file", args=[item.uid, 1, file.pk])
    asked = client.get(address, headers={"Range": "bytes=17-44"})
    assert (asked.status_code, b"".join(asked)) == (206, whole[17:45])

    kept_at, settings.STORAGES = settings.STORAGES, settings.STORAGES | {"heritage": store_at(NOWHERE)}
    answer = client.get(address)
    assert (answer.status_code, "ne répond pas" in answer.content.decode()) == (503, True)
    with pytest.raises(contents.StoreUnreachable):
        keeping.check(file.content)
    settings.STORAGES = kept_at
    file.content.refresh_from_db()
    assert not file.content.fault

    s3.put_object(Bucket=s3.bucket, Key=f"commun/{pieces[1].file.name}", Body=b"short")
    assert not keeping.check(file.content)
    assert client.get(address).status_code == 503
    s3.delete_object(Bucket=s3.bucket, Key=f"commun/{pieces[1].file.name}")
    assert not keeping.check(file.content)


def test_part_that_the_store_did_not_take_is_not_counted_and_may_be_sent_again(s3, settings, monkeypatch) -> None:
    monkeypatch.setattr(contents, "PIECE", 1000)
    version = in_preparation()
    by, sent = referent(version.item.territory), os.urandom(2500)
    deposit = deposits.begin(version=version, name="poids.bin", size=2500, by=by)
    deposits.receive(deposit=deposit, offset=0, read=BytesIO(sent[:1000]).read, length=1000, by=by)
    kept_at = settings.STORAGES
    silent(settings)
    with pytest.raises(contents.StoreUnreachable, match="réessayez"):
        deposits.receive(deposit=deposit, offset=1000, read=BytesIO(sent[1000:]).read, length=1500, by=by)
    assert StoredContent.objects.get().received == 1000
    settings.STORAGES = kept_at
    deposit.content.refresh_from_db()
    deposits.receive(deposit=deposit, offset=1000, read=BytesIO(sent[1000:]).read, length=1500, by=by)
    assert keeping.check(StoredContent.objects.get())
    assert b"".join(contents.between(deposit.content, 0, 2500)) == sent
    assert len(keys_of(s3)) == ContentPiece.objects.count() == 3


def test_what_is_taken_away_while_the_store_is_silent_goes_when_it_answers(
    s3, settings, django_capture_on_commit_callbacks, monkeypatch
) -> None:
    version = with_file(in_preparation())
    file = version.files.get()
    folder, kept_at = file.content.folder, settings.STORAGES
    later: list[str] = []
    monkeypatch.setattr(clearing, "clear_later", type("Queue", (), {"enqueue": later.append}))
    silent(settings)
    with django_capture_on_commit_callbacks(execute=True):
        deposits.remove_file(file=file, by=referent(version.item.territory))
    settings.STORAGES = kept_at
    assert (later, len(keys_of(s3))) == ([folder], 1)
    clearing.clear(later[0])
    assert keys_of(s3) == []


def test_check_says_what_is_wrong_with_the_store(s3, settings, capsys) -> None:
    call_command("check", "--deploy", "--fail-level", "ERROR", "--tag", "heritage")
    silent(settings)
    with pytest.raises(SystemCheckError, match=r"heritage\.E004"):
        call_command("check", "--deploy", "--tag", "heritage")
    settings.HERITAGE_S3_SECRET = ""
    with pytest.raises(SystemCheckError, match=r"heritage\.E002"):
        call_command("check")
    settings.HERITAGE_S3_URL = "https://cle:secret@s3.exemple.fr/seau"
    with pytest.raises(SystemCheckError, match=r"heritage\.E001"):
        call_command("check")
    assert storages["heritage"] is not None
