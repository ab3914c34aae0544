"""Nothing that is not public leaves a sheet, whatever the door: every public address of the site is walked."""

import datetime
import uuid
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from commun.core.dates import PartialDate
from commun.core.models import Revision
from commun.library import fields
from commun.library.actions import publication
from commun.library.datasets import DATASETS
from commun.library.duties.papers import PUBLIC_KINDS
from commun.library.enums import Stage, Visibility
from commun.library.models import (
    CorrectionRequest,
    Deployment,
    PublishedSheet,
    Review,
    SheetDocument,
    SheetLink,
    StageChange,
)
from tests.consistency import walk
from tests.consistency.test_access import ADDRESSES
from tests.library.factories import SolutionFactory, anything, draft, result, whole_sheet
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db

MARK, PUBLIC = "zqsecret", "zqpublic"
OURS = [one.slug for one in DATASETS]
MAY_BE_HELD = [one for one in fields.FIELDS if not (one.is_first and one.matters)]
OTHER: dict[str, Any] = {
    "yes_no": False, "partial_date": PartialDate("2019"), "date": datetime.date(2020, 1, 2), "integer": 73194,
    "number": Decimal("73.5"), "money": Decimal("73194.37"), "country": "DE", "practices": [7, 8, 9],
    "email": f"{MARK}.autre@exemple.fr",
}  # fmt: skip


def other_value(one: fields.Field) -> Any:
    """Another value than `anything`, of the same kind."""
    if one.kind in OTHER:
        return OTHER[one.kind]
    if one.choices is not None:
        last = one.choices.values[-1]
        return [last] if one.kind == "choices" else last
    if one.kind == "url":
        return f"https://www.exemple.fr/{MARK}-autre-{one.name}"
    return [f"{MARK} autre", f"{MARK} encore"] if one.kind == "list" else f"{MARK} autre {one.name}"


def hold_all(here: Deployment, level: Visibility) -> None:
    """Everything that may be held back is, but for what any public sheet says."""
    for one in MAY_BE_HELD:
        setattr(here, one.name, anything(one, MARK))
        if not one.never_public:
            here.visibility[one.name] = {"level": level.value, "reason": f"{PUBLIC} motif"}
    here.save()


def published_world(level: Visibility) -> Deployment:
    """A public sheet that holds all it may, and a draft; rows of every visibility; what strangers and peers wrote."""
    territory = TerritoryFactory()
    here = whole_sheet(territory, mark=PUBLIC, solution=SolutionFactory(name=f"{PUBLIC} système"))
    hold_all(here, level)
    for visibility, mark in ((Visibility.PUBLIC, PUBLIC), (Visibility.NETWORK, MARK), (Visibility.TERRITORY, MARK)):
        result(here, indicator=f"{mark} indicateur", value=f"{mark} valeur", visibility=visibility)
        SheetLink.objects.create(deployment=here, title=mark, url=f"https://exemple.fr/{mark}", visibility=visibility)
        kept = SheetDocument(
            deployment=here, title=f"{mark} document", file_name=f"{mark}.txt", media_type="text/plain",
            visibility=visibility,
        )  # fmt: skip
        kept.file.save("note.txt", ContentFile(f"{mark} contenu".encode()))
    publication.publish(sheet=here, by=None)
    after_publication(here)
    whole_sheet(territory, mark=MARK, solution=SolutionFactory(name=f"{MARK} système", supplier=f"{MARK} éditeur"))
    return here


def after_publication(here: Deployment) -> None:
    """What was written since waits for the next publication; what readers and reviewers wrote is nobody else's."""
    Deployment.objects.filter(pk=here.pk).update(need=f"{MARK} besoin récrit", title=f"{MARK} titre récrit")
    result(here, indicator=f"{MARK} nouveau")
    StageChange.objects.create(deployment=here, number=9, stage=Stage.SUSPENDED, explanation=f"{MARK} arrêt")
    CorrectionRequest.objects.create(deployment=here, text=f"{MARK} faux", email=f"{MARK}@exemple.fr")
    Review.objects.create(
        deployment=here, territory=TerritoryFactory(), by_role=f"{MARK} rôle", is_readable=False, remarks=MARK
    )


def arguments(here: Deployment) -> dict[str, list[Any]]:
    """What leads to the sheet, to the draft, to their territory and to what they hold."""
    slugs = [*Deployment.objects.values_list("slug", flat=True), here.territory.slug, *OURS]
    assert here.solution is not None
    return {
        "slug": [*slugs, here.solution.slug],
        "uid": list(Deployment.objects.values_list("uid", flat=True)),
        "pk": list(SheetDocument.objects.values_list("pk", flat=True)),
        "number": [1, 2],
        "old": [1],
        "new": [1],
        "name": [f"{PUBLIC}.txt", "note.txt", "usages"],  # a file, a section of the sitemap
        "token": ["devine", uuid.UUID(int=0)],
        "day": [datetime.date(2026, 11, 22)],
        "extension": ["csv", "docx", "ods", "xlsx"],
        "kind": [*PUBLIC_KINDS],
        "suffix": ["docx", "pdf"],
        "section": [one.value for one in fields.Section],
    }


def walked(here: Deployment) -> Iterator[str]:
    known = arguments(here)
    yield from walk.addresses(lambda _name: known, otherwise=("1", "csv", "a"))
    ours = [one.name for one in ADDRESSES if one.name.startswith("library:") and not one.takes_arguments]
    yield from (f"{reverse(name)}?q={PUBLIC}" for name in ours)
    yield from (f"/donnees/{slug}.json?limite=5" for slug in OURS)


def answers(here: Deployment, folder: Path) -> Iterator[walk.Answer]:
    """Of each address that answers."""
    return (one for one in walk.answers(walked(here), folder) if one.status == 200 and one.is_stable)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "fichiers"


@pytest.mark.parametrize("level", [Visibility.NETWORK, Visibility.TERRITORY])
def test_what_is_not_public_is_at_no_public_address(level: Visibility, tmp_path: Path) -> None:
    here = published_world(level)
    leaks, said, read = [], set(), 0
    for one in answers(here, tmp_path):
        read += 1
        if found := walk.around(MARK, one.text):
            leaks.append((one.url, found))
        if PUBLIC in one.text:
            said.add(one.media)
    assert leaks == []
    assert read > 60, "the walk must really read pages"
    assert said >= {"text/html", "text/csv", "application/json", "application/atom+xml", "text/plain"}


def test_what_is_not_public_is_in_no_searched_word_no_facet_and_no_version() -> None:
    here = published_world(Visibility.TERRITORY)
    shown = PublishedSheet.objects.get(pk=here.pk)
    terms = list(shown.terms.values_list("value", flat=True))
    kept = [one.content for one in Revision.objects.of(here)]
    assert MARK not in repr([shown.values, shown.search_text, terms, kept]).lower()
    assert shown.network_values.keys() <= {"_results", "_links"}, "the territory's fields are not in the copy at all"


@pytest.mark.once("two readings compared with each other, whose filters the walk above tries on each database")
@pytest.mark.parametrize("level", [Visibility.NETWORK, Visibility.TERRITORY])
def test_no_public_byte_tells_two_values_held_back_apart(level: Visibility, tmp_path: Path) -> None:
    """Not by a count, a section that opens, a share filled, a facet, an inventory: the same answers, byte for byte."""
    here = draft(TerritoryFactory(), solution=SolutionFactory())
    hold_all(here, level)
    kept = SheetDocument(deployment=here, title="Charte", file_name="charte.txt", media_type="text/plain")
    kept.file.save("charte.txt", ContentFile(b"Charte"))
    with time_machine.travel(timezone.now(), tick=False):
        publication.publish(sheet=here, by=None)
        before = {one.url: one.text for one in answers(here, tmp_path)}
        for one in MAY_BE_HELD:
            setattr(here, one.name, other_value(one))
        here.save()
        publication.publish(sheet=here, by=None)
        after = {one.url: one.text for one in answers(here, tmp_path)}
    assert before.keys() == after.keys()
    assert [url for url in before if before[url] != after[url]] == []
    assert Revision.objects.of(here).count() == 1
