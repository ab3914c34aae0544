"""The demo's library: sixty-four documented uses, each with its sources, and nothing that no source says."""

import json
from collections.abc import Iterator
from importlib.resources import files

import pytest

from commun.library.enums import LineageKind, ResultNature, Stage, Technique
from commun.library.models import Deployment, PublishedSheet, Result, Solution
from commun.site.demo import library
from commun.territories.enums import Kind
from tests import kept
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db

DATA = json.loads((files("commun.site.demo") / "data" / "usages.json").read_text(encoding="utf-8"))


def bodies_and_uses() -> None:
    """The bodies that the cases name, and not the whole country: `test_demo.py` loads it once."""
    for identifier, code in {tuple(row["territory"]["find"]) for row in DATA["usages"] if "find" in row["territory"]}:
        number = {"siren": code} if identifier == "siren" else {"code_insee": code}
        kind = {"siren": Kind.METROPOLE, "insee": Kind.COMMUNE}.get(identifier, identifier)
        TerritoryFactory(kind=kind, **{"code_insee": "", "siren": "", **number})
    library.load_uses()


@pytest.fixture(scope="module")
def _shared_demo(django_db_setup, django_db_blocker) -> Iterator[None]:
    yield from kept.for_the_module(bodies_and_uses, django_db_blocker)


@pytest.fixture
def demo(_shared_demo: None, db: None) -> None:
    """The sixty-four cases, loaded once for all these tests."""


def test_sixty_four_uses_are_published_each_with_its_sources(demo: None) -> None:
    sheets = PublishedSheet.objects.all()
    assert sheets.count() == 64
    assert not Deployment.objects.filter(sources=None).exists()
    assert not Deployment.objects.filter(is_documented_by_network=False).exists()
    assert sheets.real().count() == 63, "the template is nobody's use"
    assert library.load_uses() == (0, 64)
    assert Deployment.objects.count() == 64


def test_near_identical_sheets_of_one_product_are_uses_of_one_solution(demo: None) -> None:
    users = {one.slug: one.published_sheets.count() for one in Solution.objects.all()}
    assert (users["leakmited"], users["vialytics"], users["delibia"], users["vizzia"]) == (3, 2, 4, 3)


def test_the_canteens_of_nantes_read_as_the_story_they_are(demo: None) -> None:
    nantes = Deployment.objects.get(uid="bib-29")
    assert [one.stage for one in nantes.stages.all()] == [Stage.EXPERIMENT, Stage.ABANDONED]
    assert [one.get_reason_display() for one in nantes.stages.all()][1] == "Motif non publié"
    surplus = nantes.results.filter(indicator="repas préparés en trop")
    assert {(one.baseline, one.value) for one in surplus} == {("9,6\xa0%", "6,5"), ("9,7\xa0%", "6,8")}
    assert {one.nature for one in surplus} == {ResultNature.SIMULATED}
    assert {(one.deployment.uid, one.kind) for one in nantes.offspring.all()} == {
        ("ext-18", LineageKind.INSPIRED_BY),
        ("bib-13", LineageKind.SAME_NEED),
    }


def test_only_what_a_source_calls_measured_is_measured(demo: None) -> None:
    measured = Result.objects.filter(nature=ResultNature.MEASURED).values_list("deployment__uid", flat=True)
    assert set(measured) == {"bib-19", "bib-28", "ext-19"}


def test_rules_without_ai_are_said_so_and_cameras_bear_the_warning(demo: None) -> None:
    rules = PublishedSheet.objects.filter(technique=Technique.RULES)
    assert {"ext-27", "ext-28", "ext-21"} <= set(rules.values_list("uid", flat=True))
    warned = Deployment.objects.exclude(alerts=None)
    assert set(warned.values_list("uid", flat=True)) == {"ext-14", "ext-15", "ext-16"}


def test_french_is_typeset() -> None:
    text = json.dumps(DATA, ensure_ascii=False, separators=(",", ":"))
    for row in DATA["usages"]:
        assert "'" not in row["values"]["title"] + row["values"]["summary"]
    assert " ;" not in text and " :" not in text and " %" not in text
