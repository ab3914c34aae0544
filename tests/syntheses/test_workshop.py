"""Every gesture, its undoing, and two people who do not overwrite one another."""

import pytest
from django.utils import timezone

from commun.concertations.models import Takeaway
from commun.core.errors import DomainError, Gone
from commun.syntheses.actions import corpora, workshop
from commun.syntheses.actions.workshop import CannotUndo, WorkshopChanged
from commun.syntheses.enums import Origin, Stance
from commun.syntheses.models import Corpus, CorpusItem, Group, Move
from commun.syntheses.queries.corpora import CorpusFilter
from tests.accounts.factories import coordinator, council_member
from tests.syntheses.worlds import computed, corpus_of, debate, grouped

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return coordinator()


@pytest.fixture
def luc():
    return council_member()


@pytest.fixture
def corpus(monkeypatch, ana) -> Corpus:
    """Twelve takeaways of three territories in three suggested groups of four."""
    return grouped(monkeypatch, by=ana)


def seen(corpus: Corpus) -> int:
    return Corpus.objects.values_list("moves_count", flat=True).get(pk=corpus.pk)


def of_group(corpus: Corpus, number: int) -> list[int]:
    return list(corpus.items.filter(group__number=number).order_by("rank").values_list("pk", flat=True))


def state(corpus: Corpus) -> tuple:
    """All that a gesture may change."""
    items = CorpusItem.objects.filter(corpus=corpus).order_by("pk")
    groups = Group.objects.filter(corpus=corpus, is_gone=False).order_by("pk")
    return (
        tuple(items.values_list("pk", "group", "stance", "origin", "set_aside_reason", "rank")),
        tuple(groups.values_list("pk", "title", "note", "origin")),
    )


# --- A corpus is fixed -----------------------------------------------------------------------------------------------


def test_a_corpus_holds_only_public_frozen_takeaways_of_real_territories(ana):
    kept, fictional, draft = debate(takeaways=3), debate(takeaways=2, fictional=True), debate(takeaways=2)
    type(draft).objects.filter(pk=draft.pk).update(published_at=None)
    Takeaway.objects.filter(pk=kept.takeaways.all()[0].pk).update(frozen_at=None)
    made = corpora.create(wanted=CorpusFilter(), title="Tout", by=ana, analyse=False)
    assert {one.takeaway.concertation for one in made.items.all()} == {kept}
    assert made.items_count == made.items.count() == 2
    with_example = corpora.create(wanted=CorpusFilter(with_fictional=True), title="Tout", by=ana, analyse=False)
    assert with_example.items.filter(takeaway__concertation=fictional).count() == 2


def test_a_corpus_stays_as_it_was_fixed_and_its_digest_says_so(ana):
    debate(takeaways=3)
    made = corpora.create(wanted=CorpusFilter(), title="Tout", by=ana, analyse=False)
    again = corpora.create(wanted=CorpusFilter(), title="Tout", by=ana, analyse=False)
    debate(takeaways=2)
    later = corpora.create(wanted=CorpusFilter(), title="Tout", by=ana, analyse=False)
    assert made.items_sha256 == again.items_sha256 != later.items_sha256
    assert made.uid != again.uid
    assert made.items.count() == 3


def test_an_empty_choice_makes_no_corpus(ana):
    with pytest.raises(DomainError, match="Aucune remontée publique"):
        corpora.create(wanted=CorpusFilter(text="jamais dit"), title="Rien", by=ana)


# --- Gestures and their undoing --------------------------------------------------------------------------------------


def act(corpus, name, by, **given):
    return getattr(workshop, name)(corpus=corpus, seen=seen(corpus), by=by, **given)


GESTURES = {
    "move one": lambda c, by: act(c, "move", by, items=of_group(c, 1)[:1], to=2),
    "move many": lambda c, by: act(c, "move", by, items=of_group(c, 1)[:3], to=2),
    "empty a group": lambda c, by: act(c, "move", by, items=of_group(c, 1), to=2),
    "split": lambda c, by: act(c, "split", by, items=of_group(c, 1)[:2], title="À part"),
    "merge": lambda c, by: act(c, "merge", by, numbers=[2, 3], into=1),
    "rename": lambda c, by: act(c, "rename", by, number=1, title="Savoir qui répond", note="À relire"),
    "set aside": lambda c, by: act(c, "set_aside", by, items=of_group(c, 1)[:2], reason="Hors sujet"),
    "set a whole group aside": lambda c, by: act(c, "set_aside", by, items=of_group(c, 1), reason="Hors sujet"),
    "take a stance": lambda c, by: act(c, "take_stance", by, items=of_group(c, 1)[:1], stance=Stance.CONTRARY),
    "take on": lambda c, by: act(c, "take_on", by, number=1),
}


@pytest.mark.parametrize("name", GESTURES)
def test_every_gesture_is_undone_then_redone(corpus, ana, luc, name):
    before = state(corpus)
    GESTURES[name](corpus, ana)
    after = state(corpus)
    assert after != before
    done = seen(corpus)
    undone = workshop.undo(corpus=corpus, number=done, by=luc)
    assert state(corpus) == before
    assert undone.says.startswith("Défait : ")
    redone = workshop.undo(corpus=corpus, number=undone.number, by=luc)
    assert state(corpus) == after
    assert redone.says.startswith("Refait : ")
    with pytest.raises(CannotUndo, match="déjà défait"):
        workshop.undo(corpus=corpus, number=done, by=ana)


def test_all_gestures_undone_one_after_the_other_bring_the_first_day_back(corpus, ana):
    before = state(corpus)
    for gesture in ("move one", "rename", "take a stance", "take on", "split", "set aside"):
        GESTURES[gesture](corpus, ana)
    workshop.merge(corpus=corpus, numbers=[2], into=3, seen=seen(corpus), by=ana)
    for number in range(seen(corpus), 1, -1):
        workshop.undo(corpus=corpus, number=number, by=ana)
    assert state(corpus) == before


def test_moving_says_how_many_and_where_and_marks_them_as_decided_by_a_person(corpus, ana):
    items = of_group(corpus, 1)[:2]
    done = workshop.move(corpus=corpus, items=items, to=2, seen=1, by=ana)
    assert done.says == "2 remontées mises dans « thème 2 »"
    assert set(corpus.items.filter(pk__in=items).values_list("origin", "group__number")) == {(Origin.PERSON, 2)}
    assert (done.by, done.by_role) == (ana, ana.signature())


def test_a_group_that_a_gesture_empties_is_gone_and_comes_back_with_its_undoing(corpus, ana):
    done = workshop.move(corpus=corpus, items=of_group(corpus, 1), to=2, seen=1, by=ana)
    assert Group.objects.get(corpus=corpus, number=1).is_gone
    with pytest.raises(Gone):
        workshop.move(corpus=corpus, items=of_group(corpus, 3)[:1], to=1, seen=2, by=ana)
    workshop.undo(corpus=corpus, number=done.number, by=ana)
    assert not Group.objects.get(corpus=corpus, number=1).is_gone


def test_a_suggested_group_is_signed_by_who_takes_it_on_and_by_nobody_once_undone(corpus, ana, luc):
    group = Group.objects.get(corpus=corpus, number=1)
    assert (group.origin, group.taken_at) == (Origin.MACHINE, None)
    done = workshop.take_on(corpus=corpus, number=1, seen=1, by=ana)
    group.refresh_from_db()
    assert (group.origin, group.taken_by, group.taken_role) == (Origin.PERSON, ana, ana.signature())
    undone = workshop.undo(corpus=corpus, number=done.number, by=luc)
    group.refresh_from_db()
    assert (group.origin, group.taken_at, group.taken_by, group.taken_role) == (Origin.MACHINE, None, None, "")
    workshop.undo(corpus=corpus, number=undone.number, by=luc)
    group.refresh_from_db()
    assert group.taken_by == luc


def test_setting_aside_asks_for_a_reason_and_bringing_back_leaves_no_group(corpus, ana):
    items = of_group(corpus, 1)[:1]
    with pytest.raises(DomainError, match="Dites pourquoi"):
        workshop.set_aside(corpus=corpus, items=items, reason="  ", seen=1, by=ana)
    workshop.set_aside(corpus=corpus, items=items, reason="Une question au maire", seen=1, by=ana)
    item = corpus.items.get(pk=items[0])
    assert (item.group, item.set_aside_reason) == (None, "Une question au maire")
    workshop.bring_back(corpus=corpus, items=items, seen=2, by=ana)
    item.refresh_from_db()
    assert (item.group, item.set_aside_reason) == (None, "")


@pytest.mark.parametrize(
    ("gesture", "given"),
    [
        ("move", {"items": [], "to": 1}),
        ("move", {"items": "first", "to": 1}),
        ("move", {"items": "first", "to": 99}),
        ("split", {"items": "first", "title": " "}),
        ("merge", {"numbers": [1], "into": 1}),
        ("rename", {"number": 1, "title": ""}),
        ("rename", {"number": 1, "title": "thème 1"}),
        ("take_stance", {"items": "moved", "stance": Stance.SUPPORTS}),
        ("bring_back", {"items": "first"}),
    ],
)
def test_a_gesture_that_changes_nothing_or_lacks_something_is_refused_and_leaves_no_trace(corpus, ana, gesture, given):
    if given.get("items") == "moved":
        workshop.move(corpus=corpus, items=of_group(corpus, 1)[:1], to=2, seen=1, by=ana)
        given = given | {"items": list(corpus.items.filter(origin=Origin.PERSON).values_list("pk", flat=True))}
    elif given.get("items") == "first":
        given = given | {"items": of_group(corpus, 1)[:1]}
    before, count = state(corpus), seen(corpus)
    with pytest.raises(DomainError):
        getattr(workshop, gesture)(corpus=corpus, seen=count, by=ana, **given)
    assert (state(corpus), seen(corpus)) == (before, count)


def test_a_takeaway_of_another_corpus_is_not_moved(corpus, ana):
    other = corpora.create(wanted=CorpusFilter(), title="Autre", by=ana, analyse=False)
    with pytest.raises(Gone):
        workshop.move(corpus=corpus, items=[other.items.all()[0].pk], to=1, seen=1, by=ana)


def test_nobody_works_in_a_closed_corpus_until_it_is_opened_again(corpus, ana):
    corpora.close(corpus=corpus, by=ana)
    with pytest.raises(DomainError, match="clos"):
        workshop.take_on(corpus=corpus, number=1, seen=1, by=ana)
    with pytest.raises(DomainError, match="clos"):
        workshop.undo(corpus=corpus, number=1, by=ana)
    corpora.reopen(corpus=corpus, by=ana)
    workshop.take_on(corpus=corpus, number=1, seen=1, by=ana)


# --- Several people --------------------------------------------------------------------------------------------------


def test_what_others_did_to_the_same_takeaway_refuses_a_stale_gesture_and_is_told(corpus, ana, luc):
    item = of_group(corpus, 1)[:1]
    stale = seen(corpus)
    workshop.move(corpus=corpus, items=item, to=2, seen=stale, by=ana)
    before = state(corpus)
    with pytest.raises(WorkshopChanged) as refusal:
        workshop.set_aside(corpus=corpus, items=item, reason="Hors sujet", seen=stale, by=luc)
    assert [one.says for one in refusal.value.since] == ["1 remontée mise dans « thème 2 »"]
    assert state(corpus) == before
    workshop.set_aside(corpus=corpus, items=item, reason="Hors sujet", seen=seen(corpus), by=luc)


def test_what_others_did_elsewhere_does_not_stop_a_stale_gesture(corpus, ana, luc):
    stale = seen(corpus)
    workshop.move(corpus=corpus, items=of_group(corpus, 1)[:1], to=2, seen=stale, by=ana)
    workshop.set_aside(corpus=corpus, items=of_group(corpus, 3)[:1], reason="Hors sujet", seen=stale, by=luc)
    workshop.rename(corpus=corpus, number=2, title="Autre titre", seen=stale, by=luc)
    assert seen(corpus) == stale + 3


@pytest.mark.parametrize("gesture", ["take_on", "merge"])
def test_one_signs_and_merges_only_what_one_has_read(corpus, ana, luc, gesture):
    stale = seen(corpus)
    workshop.move(corpus=corpus, items=of_group(corpus, 2)[:1], to=1, seen=stale, by=ana)
    given = {"number": 1} if gesture == "take_on" else {"numbers": [1], "into": 3}
    with pytest.raises(WorkshopChanged):
        getattr(workshop, gesture)(corpus=corpus, seen=stale, by=luc, **given)


def test_two_people_who_rename_the_same_group_do_not_overwrite_one_another(corpus, ana, luc):
    stale = seen(corpus)
    workshop.rename(corpus=corpus, number=1, title="Savoir", seen=stale, by=ana)
    with pytest.raises(WorkshopChanged):
        workshop.rename(corpus=corpus, number=1, title="Comprendre", seen=stale, by=luc)
    assert Group.objects.get(corpus=corpus, number=1).title == "Savoir"


def test_a_form_sent_twice_does_its_gesture_once(corpus, ana):
    item, stale = of_group(corpus, 1)[:1], seen(corpus)
    workshop.split(corpus=corpus, items=item, title="À part", seen=stale, by=ana)
    with pytest.raises(WorkshopChanged):
        workshop.split(corpus=corpus, items=item, title="À part", seen=stale, by=ana)
    assert Group.objects.filter(corpus=corpus, title="À part").count() == 1


def test_undoing_is_refused_while_something_later_rests_on_it_and_says_what(corpus, ana, luc):
    item = of_group(corpus, 1)[:1]
    first = workshop.move(corpus=corpus, items=item, to=2, seen=seen(corpus), by=ana)
    second = workshop.move(corpus=corpus, items=item, to=3, seen=seen(corpus), by=luc)
    with pytest.raises(CannotUndo, match=f"le geste {second.number} .*thème 3"):
        workshop.undo(corpus=corpus, number=first.number, by=ana)
    workshop.undo(corpus=corpus, number=second.number, by=luc)
    workshop.undo(corpus=corpus, number=first.number, by=ana)
    assert of_group(corpus, 1)[:1] == item


def test_undoing_never_brings_a_takeaway_back_into_a_group_that_is_gone(corpus, ana):
    moved = workshop.move(corpus=corpus, items=of_group(corpus, 1)[:1], to=2, seen=seen(corpus), by=ana)
    merged = workshop.merge(corpus=corpus, numbers=[1], into=3, seen=seen(corpus), by=ana)
    with pytest.raises(CannotUndo, match=f"le geste {merged.number} "):
        workshop.undo(corpus=corpus, number=moved.number, by=ana)


def test_undoing_a_new_group_is_refused_while_others_put_takeaways_in_it(corpus, ana, luc):
    made = workshop.split(corpus=corpus, items=of_group(corpus, 1)[:1], title="À part", seen=seen(corpus), by=ana)
    split = seen(corpus)
    added = workshop.move(corpus=corpus, items=of_group(corpus, 2)[:1], to=made.number, seen=split, by=luc)
    with pytest.raises(CannotUndo, match=f"le geste {added.number} "):
        workshop.undo(corpus=corpus, number=split, by=ana)


def test_what_was_done_elsewhere_since_does_not_stop_an_undoing(corpus, ana, luc):
    first = workshop.move(corpus=corpus, items=of_group(corpus, 1)[:1], to=2, seen=seen(corpus), by=ana)
    workshop.move(corpus=corpus, items=of_group(corpus, 1)[:1], to=3, seen=seen(corpus), by=luc)
    workshop.undo(corpus=corpus, number=first.number, by=ana)
    assert len(of_group(corpus, 1)) == 3


# --- Finer and coarser, before and after people worked ---------------------------------------------------------------


def test_groups_are_cut_finer_or_coarser_until_someone_works_then_only_proposed(corpus, ana):
    run = corpus.runs.get()
    workshop.recut(run=run, count=2, seen=seen(corpus), by=ana)
    assert corpus.groups.count() == 2
    workshop.undo(corpus=corpus, number=seen(corpus), by=ana)
    assert corpus.groups.count() == 3
    with pytest.raises(DomainError, match="entre 1 et 3"):
        workshop.recut(run=run, count=4, seen=seen(corpus), by=ana)
    done = workshop.take_on(corpus=corpus, number=1, seen=seen(corpus), by=ana)
    with pytest.raises(DomainError, match="ont déjà travaillé"):
        workshop.recut(run=run, count=2, seen=seen(corpus), by=ana)
    workshop.undo(corpus=corpus, number=done.number, by=ana)
    workshop.recut(run=run, count=1, seen=seen(corpus), by=ana)
    with pytest.raises(CannotUndo):
        workshop.undo(corpus=corpus, number=done.number + 1, by=ana)


def test_a_cut_read_before_another_is_refused(corpus, ana, luc):
    run, stale = corpus.runs.get(), seen(corpus)
    workshop.recut(run=run, count=2, seen=stale, by=ana)
    with pytest.raises(WorkshopChanged):
        workshop.recut(run=run, count=1, seen=stale, by=luc)
    with pytest.raises(WorkshopChanged):
        workshop.set_aside(corpus=corpus, items=of_group(corpus, 1)[:1], reason="x", seen=stale, by=luc)


def test_a_run_made_after_people_worked_changes_nothing_until_one_of_its_groups_is_taken(monkeypatch, corpus, ana):
    workshop.take_on(corpus=corpus, number=1, seen=seen(corpus), by=ana)
    kept = of_group(corpus, 1)
    before = state(corpus)
    run = computed(monkeypatch, corpus, by=ana, leaves=2)
    assert state(corpus) == before
    made = workshop.adopt(run=run, key="f0", cut=2, seen=seen(corpus), by=ana)
    assert made.origin == Origin.MACHINE
    assert of_group(corpus, 1) == kept, "what a person decided stays"
    assert len(of_group(corpus, made.number)) == 6 - len(kept)
    workshop.undo(corpus=corpus, number=seen(corpus), by=ana)
    assert state(corpus) == before


def test_moves_are_numbered_without_gap_and_signed(corpus, ana):
    for gesture in GESTURES:
        GESTURES[gesture](corpus, ana)
        workshop.undo(corpus=corpus, number=seen(corpus), by=ana)
    rows = list(Move.objects.filter(corpus=corpus).order_by("number"))
    assert [one.number for one in rows] == list(range(1, len(rows) + 1))
    assert {one.by_role for one in rows[1:]} == {ana.signature()}
    assert rows[0].at <= timezone.now()


def test_a_gesture_on_thousands_of_takeaways_costs_the_same_number_of_queries(ana, django_assert_max_num_queries):
    corpus = corpus_of(territories=2, takeaways=600, by=ana)
    items = list(corpus.items.values_list("pk", flat=True))
    made = workshop.split(corpus=corpus, items=items[:1], title="Tout", seen=0, by=ana)
    with django_assert_max_num_queries(16):
        workshop.move(corpus=corpus, items=items[1:], to=made.number, seen=1, by=ana)
    with django_assert_max_num_queries(20):
        workshop.undo(corpus=corpus, number=2, by=ana)
