"""Sheets side by side: what differs is marked, what nobody says is folded, what is held back stays so."""

from decimal import Decimal

import pytest

from commun.library import fields
from commun.library.actions import publication, sheets
from commun.library.enums import ResultNature, Stage, Technique, Visibility
from commun.library.queries.compare import comparison
from tests.accounts.factories import referent
from tests.library.factories import draft, published, result
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db


def rows(page) -> dict:
    return {str(row.label): row for part in page.parts for row in part.rows}


def test_what_differs_is_marked_and_silence_is_no_difference() -> None:
    one = published(title="Même", technique=Technique.RULES, alternative="Un tableur.")
    other = published(title="Même", technique=Technique.LEARNING)
    page = comparison(slugs=[one.slug, other.slug])
    told = rows(page)
    assert told["Nature du système"].differs
    assert not told["Nom de l’usage"].differs
    assert not told["Alternative sans IA"].differs
    assert [cell.text for cell in told["Alternative sans IA"].cells] == ["Un tableur.", ""]
    assert page.differing == 1
    assert "Réversibilité" in [str(label) for label in page.silent]
    assert "Réversibilité" not in told


def test_a_field_held_back_says_so_and_nothing_else(client) -> None:
    here = draft(yearly_cost=Decimal(41234))
    by = referent(here.territory)
    sheets.hold_back(
        sheet=here, field=fields.BY_NAME["yearly_cost"], level=Visibility.NETWORK, reason="Marché en cours.", by=by
    )
    held = publication.publish(sheet=here, by=by)
    known = published(yearly_cost=Decimal(5000))
    assert not rows(comparison(slugs=[held.slug, known.slug]))["Par an"].differs
    html = client.get(f"/bibliotheque/comparer/?fiches={held.slug},{known.slug}").content.decode()
    assert "réservé (Marché en cours.)" in html and "41234" not in html and "41 234" not in html


def test_ledgers_stand_side_by_side_and_only_public_figures(client, django_assert_num_queries) -> None:
    here = draft(TerritoryFactory(name="Rivière"))
    result(here, value="1 250", nature=ResultNature.CLAIMED_BY_SUPPLIER)
    result(here, value="777", visibility=Visibility.NETWORK)
    first = publication.publish(sheet=here, by=None)
    second = published(TerritoryFactory(name="Colline"))
    result(second.deployment, value="888")
    with django_assert_num_queries(2):
        html = client.get(f"/bibliotheque/comparer/?fiches={first.slug}&fiches={second.slug}").content.decode()
    assert "1 250" in html and "Annoncé par le prestataire" in html
    assert "777" not in html and "888" not in html, "a line added since waits for the next publication"
    assert "Aucun résultat publié" in html


def test_four_at_most_in_the_order_asked_and_one_can_be_taken_away(client) -> None:
    slugs = [published(stage=Stage.IN_USE).slug for _turn in range(5)]
    asked = ",".join([*slugs[::-1], "n-existe-pas"])
    html = client.get("/bibliotheque/comparer/", {"fiches": asked}).content.decode()
    assert [one.slug for one in comparison(slugs=slugs[::-1][:4]).sheets] == slugs[::-1][:4]
    assert "Quatre fiches au plus" in html
    assert f'fiches={slugs[4]},{slugs[3]},{slugs[2]}"' in html
    assert f'href="/bibliotheque/{slugs[0]}/"' not in html


@pytest.mark.parametrize("query", ["", "fiches=", "fiches=nulle-part", "fiches=,,,", "fiches=a'b"])
def test_nothing_to_compare_says_how_to_begin(client, query: str) -> None:
    page = client.get(f"/bibliotheque/comparer/?{query}")
    assert page.status_code == 200
    assert "Aucune fiche à comparer" in page.content.decode()


def test_a_draft_is_not_compared(client) -> None:
    here = draft(title="Usage secret")
    assert "Usage secret" not in client.get(f"/bibliotheque/comparer/?fiches={here.slug}").content.decode()
