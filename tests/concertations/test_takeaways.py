"""Takeaways: drafts that change freely, frozen sentences that only an erratum corrects."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from commun.concertations.actions import lifecycle, takeaways
from commun.concertations.actions.takeaways import NewTakeaway, add, add_many
from commun.concertations.enums import Audience, Decision, Support, TakeawayKind, Theme, VigilanceKind
from commun.concertations.models import Takeaway
from commun.core.errors import DomainError
from commun.core.models import AuditEvent, Revision
from tests.concertations.factories import (
    ConcertationFactory,
    SequenceFactory,
    TakeawayFactory,
    concertation_awaiting_answer,
    concertation_under_way,
    referent_of,
    restituted_concertation,
)

P, V = TakeawayKind.PROPOSITION, TakeawayKind.VIGILANCE
pytestmark = pytest.mark.django_db


def numbers(concertation, kind=P) -> list[int]:
    return list(concertation.takeaways.filter(kind=kind).order_by("number").values_list("number", flat=True))


def test_each_kind_has_its_own_numbers_and_identifiers() -> None:
    concertation = ConcertationFactory(uid="cta-2026-0001")
    by = referent_of(concertation)
    add_many(
        concertation=concertation, items=[NewTakeaway(P, "Un"), NewTakeaway(P, "Deux"), NewTakeaway(V, "Trois")], by=by
    )
    assert set(Takeaway.objects.values_list("uid", "number")) == {
        ("cta-2026-0001-p1", 1),
        ("cta-2026-0001-p2", 2),
        ("cta-2026-0001-v1", 1),
    }
    concertation.refresh_from_db()
    assert concertation.propositions_count == 2


def test_adding_twice_changes_nothing() -> None:
    concertation = ConcertationFactory()
    by = referent_of(concertation)
    items = [NewTakeaway(P, "Dire où sont les algorithmes."), NewTakeaway(V, "Dire où sont les algorithmes.")]
    assert len(add_many(concertation=concertation, items=items, by=by).added) == 2
    events = AuditEvent.objects.count()
    again = [NewTakeaway(P, "  dire où   sont les algorithmes. "), items[1]]
    report = add_many(concertation=concertation, items=again, by=by)
    assert (len(report.added), len(report.unchanged)) == (0, 2)
    assert Takeaway.objects.count() == 2
    assert AuditEvent.objects.count() == events


def test_the_same_sentence_twice_in_one_batch_is_added_once() -> None:
    concertation = ConcertationFactory()
    items = [NewTakeaway(P, "L’école d’abord"), NewTakeaway(P, "l'école d'abord")]
    assert len(add_many(concertation=concertation, items=items, by=referent_of(concertation)).added) == 1


def test_a_number_that_another_text_holds_is_refused_and_nothing_is_written() -> None:
    concertation = ConcertationFactory()
    TakeawayFactory(concertation=concertation)
    with pytest.raises(DomainError, match="1 est déjà"):
        add_many(
            concertation=concertation,
            items=[NewTakeaway(P, "Bonne"), NewTakeaway(P, "Mauvaise", number=1)],
            by=referent_of(concertation),
        )
    assert Takeaway.objects.count() == 1


def test_removing_keeps_the_other_numbers_and_the_gap_is_filled() -> None:
    concertation = ConcertationFactory()
    by = referent_of(concertation)
    _first, second, _third = (TakeawayFactory(concertation=concertation) for _ in range(3))
    takeaways.remove(takeaway=second, by=by)
    assert numbers(concertation) == [1, 3]
    assert add(concertation=concertation, item=NewTakeaway(P, "Nouvelle"), by=by).number == 2


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "a" * (takeaways.MAX_TEXT + 1)])
def test_a_text_that_says_nothing_or_too_much_is_refused(text) -> None:
    concertation = ConcertationFactory()
    with pytest.raises(DomainError):
        add(concertation=concertation, item=NewTakeaway(P, text), by=referent_of(concertation))


def test_what_does_not_concern_the_kind_is_left_empty() -> None:
    concertation = ConcertationFactory()
    item = NewTakeaway(V, "Prudence", vigilance_kind=VigilanceKind.ALERT, support=Support.CONSENSUS, support_note="x")
    row = add(concertation=concertation, item=item, by=referent_of(concertation))
    assert (row.vigilance_kind, row.support, row.support_note) == (VigilanceKind.ALERT, "", "")


def test_a_session_of_another_concertation_is_refused() -> None:
    concertation = ConcertationFactory()
    with pytest.raises(DomainError, match="autre concertation"):
        add(
            concertation=concertation,
            item=NewTakeaway(P, "Texte", sequence=SequenceFactory()),
            by=referent_of(concertation),
        )


def test_a_draft_changes_text_and_nature() -> None:
    concertation = ConcertationFactory(uid="cta-2026-0009")
    draft = TakeawayFactory(concertation=concertation)
    TakeawayFactory(concertation=concertation, kind=V, text="Déjà là")
    changed = takeaways.change(takeaway=draft, item=NewTakeaway(V, "Autrement dit"), by=referent_of(concertation))
    assert (changed.pk, changed.kind, changed.number, changed.uid) == (draft.pk, V, 2, "cta-2026-0009-v2")


def test_reordering_gives_numbers_and_identifiers_in_the_order_asked() -> None:
    concertation = ConcertationFactory(uid="cta-2026-0003")
    rows = [TakeawayFactory(concertation=concertation) for _ in range(3)]
    order = [rows[2].pk, rows[0].pk, rows[1].pk]
    takeaways.reorder(concertation=concertation, kind=P, order=order, by=referent_of(concertation))
    found = concertation.takeaways.order_by("number")
    assert [one.pk for one in found] == order
    assert [one.uid for one in found] == [f"cta-2026-0003-p{number}" for number in (1, 2, 3)]


def test_reordering_a_list_that_changed_meanwhile_is_refused() -> None:
    concertation = ConcertationFactory()
    row = TakeawayFactory(concertation=concertation)
    TakeawayFactory(concertation=concertation)
    with pytest.raises(DomainError, match="a changé"):
        takeaways.reorder(concertation=concertation, kind=P, order=[row.pk], by=referent_of(concertation))


def test_restitution_freezes_every_text_with_its_hash() -> None:
    concertation = restituted_concertation(propositions=2, vigilances=1)
    for one in concertation.takeaways.all():
        assert one.is_frozen
        assert one.text_sha256 == Takeaway.digest(one.text)


def test_no_action_but_an_erratum_changes_a_frozen_text() -> None:
    concertation = restituted_concertation(propositions=2)
    by = referent_of(concertation)
    before = list(concertation.takeaways.order_by("pk").values("uid", "kind", "number", "text", "text_sha256"))
    frozen = concertation.takeaways.earliest("number")
    frozen.frozen_at = None  # a stale copy in memory opens nothing: the row is read again
    with pytest.raises(DomainError, match="figé"):
        takeaways.change(takeaway=frozen, item=NewTakeaway(P, "Autre chose"), by=by)
    with pytest.raises(DomainError, match="figé"):
        takeaways.remove(takeaway=frozen, by=by)
    with pytest.raises(DomainError, match="figé"):
        order = list(concertation.takeaways.order_by("-number").values_list("pk", flat=True))
        takeaways.reorder(concertation=concertation, kind=P, order=order, by=by)
    add_many(concertation=concertation, items=[NewTakeaway(P, before[0]["text"])], by=by)
    assert list(concertation.takeaways.order_by("pk").values("uid", "kind", "number", "text", "text_sha256")) == before


def test_an_erratum_keeps_the_first_text_and_its_reason() -> None:
    concertation = restituted_concertation(propositions=1)
    by = referent_of(concertation)
    proposition = concertation.takeaways.get()
    first = proposition.text
    versions = Revision.objects.count()
    takeaways.correct(takeaway=proposition, text="Publier la liste complète.", reason="Un mot oublié", by=by)
    takeaways.correct(takeaway=proposition, text="Publier la liste complète et datée.", reason="Encore un mot", by=by)
    proposition.refresh_from_db()
    assert proposition.text == "Publier la liste complète et datée."
    assert proposition.text_sha256 == Takeaway.digest(proposition.text)
    assert [one.previous_text for one in proposition.errata.all()] == [first, "Publier la liste complète."]
    assert proposition.errata.earliest("at").by_role == by.signature(concertation.territory)
    assert Revision.objects.count() == versions + 2
    assert AuditEvent.objects.public().about(proposition).count() == 2


@pytest.mark.parametrize(("text", "reason"), [("Autre", " "), ("", "Motif")])
def test_an_erratum_without_text_or_reason_is_refused(text, reason) -> None:
    proposition = restituted_concertation(propositions=1).takeaways.get()
    with pytest.raises(DomainError):
        takeaways.correct(takeaway=proposition, text=text, reason=reason, by=referent_of(proposition.concertation))
    assert not proposition.errata.exists()


def test_a_draft_needs_no_erratum() -> None:
    draft = TakeawayFactory()
    with pytest.raises(DomainError, match="pas encore figé"):
        takeaways.correct(takeaway=draft, text="Autre", reason="Motif", by=referent_of(draft.concertation))


def test_an_addition_after_restitution_is_frozen_at_once_and_public() -> None:
    concertation = concertation_awaiting_answer(propositions=2)
    row = add(concertation=concertation, item=NewTakeaway(P, "Oubliée dans le rapport"), by=referent_of(concertation))
    assert row.number == 3
    assert row.is_frozen
    assert row.text_sha256 == Takeaway.digest(row.text)
    event = AuditEvent.objects.public().about(concertation).get(verb="takeaways.added")
    assert event.detail == {"ajoutees": ["Proposition 3"], "apres_restitution": True}
    assert "Oubliée dans le rapport" in Revision.objects.of(concertation)[0].fields.values()


def test_a_draft_added_before_restitution_is_not_public() -> None:
    concertation = concertation_under_way()
    add(concertation=concertation, item=NewTakeaway(P, "Encore un brouillon"), by=referent_of(concertation))
    assert not Takeaway.objects.public().exists()
    assert not AuditEvent.objects.public().filter(verb="takeaways.added").exists()


def test_nothing_is_added_once_the_answer_is_published() -> None:
    concertation = concertation_awaiting_answer(propositions=1)
    concertation.takeaways.update(decision=Decision.RETAINED, answered_on=concertation.restituted_on)
    concertation.state = "reponse_publiee"
    concertation.save()
    with pytest.raises(DomainError, match="réponse est publiée"):
        add(concertation=concertation, item=NewTakeaway(P, "Trop tard"), by=referent_of(concertation))


def test_nothing_is_added_while_interrupted() -> None:
    record = concertation_under_way()
    by = referent_of(record)
    lifecycle.interrupt(concertation=record, reason="Élections", by=by)
    with pytest.raises(DomainError, match="interrompue"):
        add(concertation=record, item=NewTakeaway(TakeawayKind.PROPOSITION, "Dire"), by=by)
    lifecycle.resume(concertation=record, reason="Nouveau mandat", by=by)
    assert add(concertation=record, item=NewTakeaway(TakeawayKind.PROPOSITION, "Dire"), by=by).number == 1


def test_frozen_text_is_classified_anew_in_public(client) -> None:
    record = restituted_concertation(propositions=1)
    takeaway, by = record.takeaways.get(), referent_of(record)
    url = reverse("concertations:workspace_takeaway_classify", args=[record.slug, takeaway.uid])
    client.force_login(by)
    version = takeaways.class_digest(takeaway)
    typed = {"theme": "democratie", "audiences": ["agents"], "version": version}
    assert client.post(url, typed).status_code == 302
    sha256, text = takeaway.text_sha256, takeaway.text
    takeaway.refresh_from_db()
    assert (takeaway.theme, takeaway.audiences) == ("democratie", ["agents"])
    assert (takeaway.text_sha256, takeaway.text) == (sha256, text)
    event = AuditEvent.objects.public().about(takeaway).get(verb="takeaway.classified")
    assert event.detail == {
        "avant": {"theme": "transparence", "publics": []},
        "apres": {"theme": "democratie", "publics": ["agents"]},
    }
    page = client.get(takeaway.get_absolute_url()).content.decode()
    assert "Classement corrigé : « Transparence et explication » devient" in page
    assert "avant vous" in client.post(url, typed | {"audiences": ["elus"]}).content.decode()
    takeaways.classify(takeaway=takeaway, theme=Theme("democratie"), audiences=[Audience.AGENTS], by=by)
    assert AuditEvent.objects.filter(verb="takeaway.classified").count() == 1


def test_draft_is_classified_where_it_is_written() -> None:
    record = concertation_under_way()
    draft = TakeawayFactory(concertation=record)
    with pytest.raises(DomainError, match="directement"):
        takeaways.classify(takeaway=draft, theme=None, audiences=[], by=referent_of(record))


@given(st.text())
def test_the_same_text_is_recognised_whatever_blanks_surround_it(text) -> None:
    assert takeaways.same_text_key(f"  {text} ") == takeaways.same_text_key(text)
    assert takeaways.clean_text(takeaways.clean_text(text)) == takeaways.clean_text(text)
