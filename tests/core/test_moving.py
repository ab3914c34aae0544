"""A whole instance leaves and comes back, byte for byte; nothing half-brought."""

import hashlib
import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from commun.accounts.models import User
from commun.concertations.models import Concertation, Document
from commun.core import moving
from commun.core.moving import MoveRefused
from commun.opendata.registry import datasets
from tests.accounts.factories import UserFactory
from tests.opendata.test_files import content
from tests.opendata.world import country


@pytest.fixture
def uploads(settings, tmp_path) -> Path:
    folder = Path(tmp_path, "uploads")
    settings.MEDIA_ROOT = str(folder)
    return folder


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_everything_leaves_is_wiped_comes_back_and_leaves_the_same(db, client: Client, uploads, tmp_path) -> None:
    concertation = country()
    UserFactory(name="Une personne")
    given = Document(concertation=concertation, title="Rapport")
    given.file.save("rapport.txt", ContentFile(b"des octets"))
    public = {slug: content(client.get(f"/donnees/{slug}.csv")) for slug in datasets()}
    first = moving.export(tmp_path / "un")
    assert first.files == 1 and first.rows["accounts.user"] >= 1
    with pytest.raises(MoveRefused, match="des comptes y sont ouverts"):
        moving.bring(tmp_path / "un")

    # Another life, which the import takes the place of.
    Concertation.objects.update(title="Tout autre chose")
    User.objects.update(name="Quelqu’un d’autre")
    UserFactory()
    (uploads / given.file.name).write_bytes(b"autre chose")
    assert moving.bring(tmp_path / "un", dry_run=True).rows == first.rows
    assert Concertation.objects.filter(title="Tout autre chose").exists(), "a dry run takes everything back"
    assert moving.bring(tmp_path / "un", replace=True).rows == first.rows

    moving.export(tmp_path / "deux")
    assert digests(tmp_path / "deux") == digests(tmp_path / "un")
    assert {slug: content(client.get(f"/donnees/{slug}.csv")) for slug in datasets()} == public
    assert (uploads / given.file.name).read_bytes() == b"des octets"
    UserFactory()  # the number that follows is free

    # What cannot be trusted is refused, with nothing changed.
    manifest = tmp_path / "deux/manifeste.json"
    told = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(told | {"schema": told["schema"] | {"library": "9999_avenir"}}))
    with pytest.raises(MoveRefused, match="autre version de Commun"):
        moving.bring(tmp_path / "deux", replace=True)
    manifest.write_text(json.dumps(told | {"version": 7}))
    with pytest.raises(MoveRefused, match="au format commun-complet 7"):
        moving.bring(tmp_path / "deux", replace=True)
    manifest.write_text(json.dumps(told))
    with (tmp_path / "deux/modeles/accounts.user.jsonl").open("a") as file:
        file.write("{}\n")
    with pytest.raises(MoveRefused, match="abîmés"):
        moving.bring(tmp_path / "deux", replace=True)
    for path in (tmp_path / "un/fichiers").iterdir():
        path.write_bytes(b"faux")
    with pytest.raises(MoveRefused, match="abîmés"):
        moving.bring(tmp_path / "un", replace=True)
    assert User.objects.filter(name="Une personne").exists()


def test_a_fresh_installation_is_one_where_nobody_has_an_account(db, uploads, tmp_path) -> None:
    """The texts and the rights that each installation begins with are no one's: nothing is to be confirmed."""
    left = moving.export(tmp_path / "neuve")
    assert left.rows["auth.permission"]
    assert moving.bring(tmp_path / "neuve").rows == left.rows
