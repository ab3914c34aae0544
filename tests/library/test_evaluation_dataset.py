"""The dataset of evaluations: public answers, each once, with an address that works."""

import csv
import io

import pytest
from django.urls import resolve

from commun.library.actions import evaluation as actions
from commun.library.datasets_evaluation import EVALUATIONS
from commun.library.enums import Outcome, Visibility
from commun.opendata import rows
from tests.library.evaluations import answer, begun, evaluated
from tests.library.factories import draft, published
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


def test_each_public_answer_is_a_row_with_its_level_its_reason_and_an_address_that_works(client) -> None:
    made = evaluated(published().deployment, equite=Outcome.IN_PLACE)
    read = list(csv.DictReader(io.StringIO(client.get("/donnees/evaluations.csv").getvalue().decode("utf-8-sig"))))
    assert len(read) == made.grid.items.filter(is_fact=False).count()
    row = next(one for one in read if one["valeur"] == "Équité")
    assert (row["niveau"], row["axe"], row["usage"]) == ("en_place", "IA sociale", made.deployment.uid)
    assert row["niveau_decrit"] == made.grid.items.get(code="equite").levels[2]
    assert row["motif"] == made.answers.get(item__code="equite").reason
    assert resolve(row["url"].partition("#")[0].partition("8000")[2]).kwargs == {
        "slug": made.deployment.slug,
        "number": 1,
    }
    assert {one["niveau"] for one in read if one["valeur"] != "Équité"} == {""}


def test_drafts_what_is_held_back_unpublished_or_imagined_is_in_no_row() -> None:
    begun(published().deployment)
    evaluated(draft())
    evaluated(published(TerritoryFactory(is_fictional=True)).deployment)
    held = answer(begun(published().deployment), equite=Outcome.STARTED)
    actions.publish_evaluation(evaluation=held, by=None, visibility=Visibility.NETWORK, held_reason="Marché")
    assert list(rows.read(EVALUATIONS)) == []
