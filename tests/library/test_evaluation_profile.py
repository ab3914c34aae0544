"""The profile in words, checked against a slow and obvious computation; and no number that would sum it up."""

import re

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.library.enums import LEVELS, Moment, Outcome
from commun.library.models import EvaluationAnswer, GridItem
from commun.library.presenters import evaluation as shapes
from commun.library.queries import evaluation as queries
from commun.library.queries.evaluation import Line, change_between
from tests.library.evaluations import evaluated, next_grid
from tests.library.factories import published

pytestmark = pytest.mark.django_db

FIRST = {
    "equite": Outcome.NOTHING,
    "inclusion": Outcome.IN_PLACE,
    "comite": Outcome.STARTED,
    "formation": Outcome.STARTED,
}
SECOND = {
    "equite": Outcome.STARTED,
    "inclusion": Outcome.STARTED,
    "comite": Outcome.STARTED,
    "formation": Outcome.CHECKED,
    "droits": Outcome.NOT_APPLICABLE,
}


@pytest.fixture
def sheet():
    return published().deployment


def slowly(evaluation, previous):
    """What a reader would find with a finger on both lists, one question after the other."""
    found, names = {}, [level.value for level in LEVELS]
    for row in EvaluationAnswer.objects.filter(evaluation=evaluation):
        item = GridItem.objects.get(pk=row.item_id)
        if item.is_fact:
            continue
        before = [
            one.outcome
            for one in EvaluationAnswer.objects.filter(evaluation=previous)
            if one.item.code == item.code and one.item.question == item.question and one.item.levels == item.levels
        ]
        if not before:
            kind = "absent"
        elif before[0] == row.outcome:
            kind = "same"
        elif before[0] in LEVELS and row.outcome in LEVELS:
            kind = "up" if names.index(row.outcome) > names.index(before[0]) else "down"
        else:
            kind = "other"
        found[item.axis.code, item.code] = (row.outcome, row.reason, kind)
    return found


def told(profile):
    return {
        (axis.code, line.code): (
            line.outcome,
            line.reason,
            "absent" if line.change.kind in ("new", "reworded") else line.change.kind,
        )
        for axis in profile.axes
        for line in axis.lines
        if not line.is_fact
    }


def test_a_profile_says_what_a_slow_reading_finds(sheet) -> None:
    first, second = evaluated(sheet, **FIRST), evaluated(sheet, moment=Moment.DURING, **SECOND)
    profile = queries.profile(evaluation=second, previous=first)
    assert told(profile) == slowly(second, first)
    kinds = {line.code: line.change.kind for line in profile.lines if line.change}
    assert (kinds["equite"], kinds["inclusion"], kinds["comite"]) == ("up", "down", "same")
    assert (kinds["formation"], kinds["droits"], kinds["besoin"]) == ("up", "other", "same")


def test_a_profile_across_versions_compares_only_what_was_asked_in_the_same_words(sheet) -> None:
    first = evaluated(sheet, **FIRST)

    def change(draft):
        draft.items.filter(code="equite").update(question="Le service est-il aussi bon partout ?")
        draft.items.filter(code="comite").update(code="comite-elargi")

    second = evaluated(sheet, grid=next_grid(change=change), **{k: v for k, v in SECOND.items() if k != "comite"})
    profile = queries.profile(evaluation=second, previous=first)
    assert told(profile) == slowly(second, first)
    kinds = {line.code: line.change.kind for line in profile.lines if line.change}
    assert (kinds["equite"], kinds["comite-elargi"], kinds["inclusion"]) == ("reworded", "new", "down")
    compared = queries.compare(a=first, b=second, held_now={})
    assert [line.code for line in compared.reworded] == ["equite"]
    assert [line.code for line in compared.only_a] == ["comite"]
    assert [line.code for line in compared.only_b] == ["comite-elargi"]
    assert len([pair for _axis, pairs in compared.axes for pair in pairs]) == first.grid.items.count() - 2


def test_an_old_evaluation_keeps_its_version_of_the_grid(sheet) -> None:
    first = evaluated(sheet, **FIRST)
    next_grid(change=lambda draft: draft.items.filter(code="equite").delete())
    first.refresh_from_db()
    assert first.grid.number == 1
    assert "equite" in {line.code for line in queries.profile(evaluation=first).lines}


def line(outcome: str) -> Line:
    return Line("x", "X", "?", False, outcome, "", "", "", "", (), "same words")


@settings(max_examples=60)
@given(st.sampled_from([*Outcome.values, ""]), st.sampled_from([*Outcome.values, ""]))
def test_a_change_read_backwards_is_the_opposite_change(a, b) -> None:
    there, back = change_between(line(a), line(b)).kind, change_between(line(b), line(a)).kind
    assert back == {"up": "down", "down": "up"}.get(there, there)


def test_the_tally_counts_every_question_once_and_sums_nothing_up(sheet) -> None:
    made = evaluated(sheet, **SECOND)
    for axis in queries.profile(evaluation=made).axes:
        asked = [one for one in axis.lines if not one.is_fact]
        assert sum(count for _name, count in axis.tally) == len(asked)
    social = queries.profile(evaluation=made).axes[0]
    assert shapes.tally(social) == "2 amorcées, 2 non renseignées"


def test_a_public_profile_says_each_level_in_words_with_its_reason_and_no_score(client, sheet) -> None:
    first, second = evaluated(sheet, **FIRST), evaluated(sheet, moment=Moment.DURING, **SECOND)
    html = client.get(second.get_absolute_url()).content.decode()
    item = GridItem.objects.get(grid=second.grid, code="formation")
    assert item.levels[3] in html.replace("\xa0", " ").replace("\u202f", " ")
    assert "Équité : compte rendu" in html.replace("\xa0", " ")
    assert "Recule" in html and "Progresse" in html and first.get_absolute_url() in html
    words = re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main>")])
    assert not re.search(r"\d\s*(/\s*\d|%|sur \d|points?\b)|\b(score|moyenne|note globale)\b", words, re.IGNORECASE)


def test_a_profile_costs_the_same_number_of_queries_whatever_it_holds(
    client, sheet, django_assert_max_num_queries
) -> None:
    made = evaluated(sheet, equite=Outcome.STARTED)
    with django_assert_max_num_queries(12) as few:
        client.get(made.get_absolute_url())
    for _again in range(3):
        last = evaluated(sheet, moment=Moment.DURING, **SECOND)
    with django_assert_max_num_queries(12) as many:
        client.get(last.get_absolute_url())
    assert len(many) <= len(few) + 1  # the answers and the previous evaluation come in one query each


def test_the_list_and_the_comparison_cost_the_same_whatever_their_length(
    client, sheet, django_assert_max_num_queries
) -> None:
    a, b = evaluated(sheet, **FIRST), evaluated(sheet, moment=Moment.DURING, **SECOND)
    compare_url = f"{reverse('library:evaluations_compare')}?a={a.uid}&b={b.uid}"
    with django_assert_max_num_queries(10) as before:
        client.get(reverse("library:evaluations"))
        client.get(compare_url)
    for _again in range(4):
        evaluated(published().deployment, **FIRST)
    with django_assert_max_num_queries(10) as after:
        client.get(reverse("library:evaluations"))
        client.get(compare_url)
    assert len(after) == len(before)


def test_two_uses_compare_without_one_being_better(client, sheet) -> None:
    a, b = evaluated(sheet, **FIRST), evaluated(published().deployment, **SECOND)
    html = client.get(f"{reverse('library:evaluations_compare')}?a={a.uid}&b={b.uid}").content.decode()
    assert "Réponses différentes." in html and "Même réponse." in html
    assert "Progresse" not in html and "Recule" not in html


@pytest.mark.parametrize("query", ["?a=nimporte", "?a=x&b=y", "?b=ia-2026-9999-e01"])
def test_comparing_what_does_not_exist_is_not_found(client, query) -> None:
    assert client.get(reverse("library:evaluations_compare") + query).status_code == 404


def test_comparing_one_alone_offers_the_others(client, sheet) -> None:
    a, b = evaluated(sheet, **FIRST), evaluated(published().deployment, **SECOND)
    html = client.get(f"{reverse('library:evaluations_compare')}?a={a.uid}").content.decode()
    assert f"a={a.uid}&amp;b={b.uid}" in html
    same = client.get(f"{reverse('library:evaluations_compare')}?a={a.uid}&b={a.uid}").content.decode()
    assert f"b={b.uid}" in same


def test_the_table_of_an_axis_is_not_named_as_its_section(client) -> None:
    """Two landmarks of one name are one too many for who walks from landmark to landmark."""
    made = evaluated(published().deployment, equite=Outcome.STARTED)
    html = client.get(made.get_absolute_url()).content.decode()
    title = made.grid.axes.get(code="sociale").title
    assert html.count(f'<h2 id="sociale">{title}</h2>') == 1
    assert f"Réponses sur l’axe « {title} »" in html.replace("\N{NO-BREAK SPACE}", " ")
    assert f'<caption class="vh">{title}' not in html
