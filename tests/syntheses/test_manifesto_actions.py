"""The life of a version of the manifesto: what is refused, what is counted, what is never overwritten."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from commun.core.errors import DomainError
from commun.core.models import AuditEvent
from commun.syntheses.actions import amendments, endorsements, manifesto
from commun.syntheses.actions.amendments import AmendmentsCollide
from commun.syntheses.actions.manifesto import ArticleChanged, FrameChanged, Written
from commun.syntheses.enums import AmendmentKind, Choice, FindingState, ManifestoState, VoteOutcome, VotingRule
from commun.syntheses.models import Finding, ManifestoPosition, ManifestoVersion, TextChange
from tests.accounts.factories import coordinator, elected
from tests.syntheses import manifestos
from tests.syntheses.manifestos import FIRST, SECOND, after, amends, article, carried, in_days, says, signatories
from tests.territories.factories import TerritoryFactory


@pytest.fixture
def by(db):
    return coordinator()


def texts(version: ManifestoVersion, code: str = "a1") -> list[str]:
    return list(article(version, code).paragraphs.order_by("position").values_list("text", flat=True))


def next_draft(version: ManifestoVersion) -> ManifestoVersion:
    return manifesto.draft_next(by=coordinator(), fictional=version.is_fictional)


# What is known of the real one


def test_the_real_manifesto_is_known_by_its_adoption_and_has_no_invented_article(db) -> None:
    first = ManifestoVersion.objects.get(code="1")
    assert (str(first.adopted_on), first.adopted_where) == ("2025-03-11", "Rennes")
    assert first.source
    assert not first.articles.exists()


# Writing a draft


def test_one_draft_at_a_time_and_invented_texts_have_their_own_numbers(by) -> None:
    real = manifesto.draft_next(by=by)
    invented = manifesto.draft_next(by=by, fictional=True)
    assert (real.code, invented.code) == ("2", "exemple-1")
    with pytest.raises(DomainError, match="déjà ouvert"):
        manifesto.draft_next(by=by)


def test_two_people_who_save_the_same_article_do_not_overwrite_one_another(by) -> None:
    made = manifestos.draft(by)
    one = article(made)
    seen = one.version
    kept = [Written("a1-1", "Le texte de la première personne."), Written("a1-2", SECOND)]
    manifesto.save_article(article=one, seen=seen, title="Dire", axis=one.axis, paragraphs=kept, by=by)
    theirs = [Written("a1-1", "Le texte de la seconde."), Written("a1-2", SECOND)]
    with pytest.raises(ArticleChanged) as told:
        manifesto.save_article(article=one, seen=seen, title="Dire", axis=one.axis, paragraphs=theirs, by=by)
    assert told.value.current.paragraphs.get(key="a1-1").text == "Le texte de la première personne."
    assert texts(made)[0] == "Le texte de la première personne."
    with pytest.raises(FrameChanged):
        manifesto.save_frame(manifesto=made, seen=0, values={"title": "Autre"}, by=by)


def test_the_key_of_a_paragraph_is_never_given_to_another(by) -> None:
    made = manifestos.draft(by)
    signatories(1)
    manifesto.open_vote(manifesto=made, until=in_days(1), by=by)
    with after(in_days(1)):
        manifesto.close_vote(manifesto=made, by=by)
        following = next_draft(made)
        one = article(following)
        held = [Written("a1-1", FIRST), Written("", "Un paragraphe neuf.")]
        manifesto.save_article(
            article=one, seen=one.version, title="Dire", axis=one.axis, paragraphs=[*held, Written("a1-2", "")],
            why="Le second disait autre chose.", by=by,
        )  # fmt: skip
    assert list(one.paragraphs.values_list("key", flat=True)) == ["a1-1", "a1-3"]
    assert set(TextChange.objects.values_list("paragraph_key", flat=True)) == {"a1-2", "a1-3"}


def test_a_change_of_an_earlier_text_says_why_or_names_its_amendment(by) -> None:
    territories = signatories(1)
    version = manifestos.adopted(territories=territories)
    following = next_draft(version)
    one = article(following)
    changed = [Written("a1-1", "Autre chose."), Written("a1-2", SECOND)]
    with pytest.raises(DomainError, match="pourquoi"):
        manifesto.save_article(article=one, seen=one.version, title="Dire", axis=one.axis, paragraphs=changed, by=by)
    assert texts(following)[0] == FIRST


def test_a_public_text_never_changes(by) -> None:
    signatories(1)
    version = manifestos.open_to_amendments()
    one = article(version)
    with pytest.raises(DomainError, match="publique"):
        manifesto.save_article(
            article=one, seen=one.version, title="Dire", axis=one.axis, paragraphs=[Written("a1-1", "x")], by=by
        )
    with pytest.raises(DomainError, match="publique"):
        manifesto.save_frame(manifesto=version, seen=version.version, values={"title": "x"}, by=by)
    assert texts(version) == [FIRST, SECOND]


def test_an_article_without_public_finding_cannot_be_shown_to_territories(by) -> None:
    signatories(1)
    made = manifestos.draft(by)
    Finding.objects.update(published_at=None, state=FindingState.SIGNED)
    with pytest.raises(DomainError, match="A1, A2"):
        manifesto.open_amendments(manifesto=made, until=in_days(5), by=by)


def test_an_unsigned_finding_and_an_invented_one_rest_no_real_article(by) -> None:
    made = manifestos.draft(by)
    one = article(made)
    unsigned = Finding.objects.create(uid="constat-2026-0900", slug="brouillon", title="Pas signé")
    with pytest.raises(DomainError, match="personne n’a signé"):
        manifesto.rest_on(article=one, seen=one.version, findings=[(unsigned, "")], by=by)
    invented = manifestos.public_finding(is_fictional=True)
    with pytest.raises(DomainError, match="inventé"):
        manifesto.rest_on(article=one, seen=one.version, findings=[(invented, "")], by=by)


def test_a_check_that_has_no_meaning_for_its_field_is_refused(by) -> None:
    one = article(manifestos.draft(by))

    def add(**fields):
        return manifesto.add_check(article=one, question="Le retour en arrière est-il décrit ?", by=by, **fields)

    assert add(target="usage", field="reversibility", condition="renseigne").code == "a1-v1"
    assert add(target="concertation", field="level", condition="parmi", expected=["concertation"]).code == "a1-v2"
    for wrong, said in (
        ({"target": "usage", "field": "contact_email", "condition": "renseigne"}, "tout le monde"),
        ({"target": "usage", "field": "reversibility", "condition": "oui"}, "oui ou par non"),
        ({"target": "usage", "field": "reversibility", "condition": "parmi", "expected": ["x"]}, "liste de réponses"),
        ({"target": "usage", "field": "automation", "condition": "parmi", "expected": ["x"]}, "Choisissez parmi"),
        ({"target": "concertation", "field": "referent_email", "condition": "renseigne"}, "tout le monde"),
        ({"target": "concertation", "field": "invited_count", "condition": "renseigne"}, "tout le monde"),
    ):
        with pytest.raises(DomainError, match=said):
            add(**wrong)


# Amendments


def test_an_amendment_is_received_only_while_open_from_those_called_with_its_reason(by) -> None:
    called, late = signatories(1)[0], TerritoryFactory()
    version = manifestos.open_to_amendments(days=3)
    assert amends(called, version).uid == "manifeste-2-am1"
    with pytest.raises(DomainError, match="pas parmi les territoires appelés"):
        amends(late, version)
    with pytest.raises(DomainError, match="pourquoi"):
        amends(called, version, reason="  ")
    with pytest.raises(DomainError, match="rien ne change"):
        amends(called, version, text=FIRST)
    with after(version.amendments_until), pytest.raises(DomainError, match="délai annoncé est passé"):
        amends(called, version)


def test_amendments_close_after_the_announced_day_and_never_before(by) -> None:
    called = signatories(1)[0]
    version = manifestos.open_to_amendments(days=2)
    amends(called, version)
    with pytest.raises(DomainError, match="se clôt après"):
        manifesto.close_amendments(manifesto=version, by=by)


def test_the_issue_of_an_amendment_is_counted_by_the_rule_of_the_version(by) -> None:
    territories = signatories(4)
    version = manifestos.open_to_amendments(days=2)
    supported, refused, ignored = (amends(territories[0], version, text=f"Texte {n}.") for n in range(3))
    for territory in territories[:3]:
        says(territory, version, amendment=supported, reason="Oui.")
        says(territory, version, Choice.AGAINST, amendment=refused, reason="Non.")
    with after(version.amendments_until):
        manifesto.close_amendments(manifesto=version, by=by)
    found = dict(version.amendments.values_list("pk", "outcome"))
    assert found == {
        supported.pk: VoteOutcome.CARRIED,
        refused.pk: VoteOutcome.REJECTED,
        ignored.pk: VoteOutcome.NO_QUORUM,
    }


def test_a_position_replaces_the_one_before_which_stays_in_the_history(by) -> None:
    called = signatories(2)[0]
    version = manifestos.open_to_vote()
    says(called, version, Choice.AGAINST, reason="L’article A2 nous oblige à trop.")
    first = says(called, version)
    assert says(called, version) == first, "said again, it changes nothing"
    assert ManifestoPosition.objects.current().filter(territory=called).get() == first
    assert list(ManifestoPosition.objects.order_by("pk").values_list("choice", flat=True)) == ["contre", "pour"]


def test_an_objection_says_why_and_only_its_territory_lifts_it(by) -> None:
    territories = signatories(2)
    version = manifestos.open_to_vote(days=1)
    with pytest.raises(DomainError, match="sans motif"):
        says(territories[0], version, Choice.AGAINST)
    objection = says(territories[0], version, Choice.AGAINST, reason="Trop court.")
    says(territories[1], version)
    amendments.answer_objection(position=objection, answer="Nous ajouterons un paragraphe.", by=by)
    assert not manifesto.result_of(version).is_carried, "answered is not lifted"
    says(territories[0], version)
    assert manifesto.result_of(version).is_carried


def test_a_vote_closes_before_its_day_only_when_all_have_spoken_and_nothing_can_be_regretted(by) -> None:
    territories = signatories(2)
    version = manifestos.open_to_vote(days=5)
    says(territories[0], version)
    with pytest.raises(DomainError, match="peut encore se prononcer"):
        manifesto.close_vote(manifesto=version, by=by, on=timezone.localdate(), where="Rennes")
    says(territories[1], version, Choice.AGAINST, reason="Non.")
    with pytest.raises(DomainError, match="changer de position"):
        manifesto.close_vote(manifesto=version, by=by)
    says(territories[1], version, Choice.ABSTAIN)
    with pytest.raises(DomainError, match="quel jour"):
        manifesto.close_vote(manifesto=version, by=by)
    done = manifesto.close_vote(manifesto=version, by=by, on=timezone.localdate(), where="Rennes")
    assert done.state == ManifestoState.ADOPTED


def test_a_text_that_is_not_carried_is_not_adopted_whatever_one_types(by) -> None:
    territories = signatories(2)
    version = manifestos.open_to_vote(days=1)
    says(territories[0], version, Choice.AGAINST, reason="Non.")
    with after(version.vote_until):
        done = manifesto.close_vote(manifesto=version, by=by, on=timezone.localdate(), where="Rennes")
    assert (done.state, done.adopted_on) == (ManifestoState.REJECTED, None)


def test_real_territories_are_never_called_to_an_invented_text(by) -> None:
    real, invented = signatories(2), signatories(2, is_fictional=True)
    version = manifestos.open_to_vote(fictional=True)
    called = set(version.voters.values_list("territory", flat=True))
    assert called == {one.pk for one in invented}
    with pytest.raises(DomainError, match="pas parmi les territoires appelés"):
        says(real[0], version)


# Taking amendments in


def test_a_carried_amendment_enters_the_next_version_and_the_change_names_it(by) -> None:
    territories = signatories(1)
    version = manifestos.open_to_amendments(days=1)
    replaced = amends(territories[0], version, text="Un texte meilleur.")
    added = amends(territories[0], version, kind=AmendmentKind.INSERT, text="Un paragraphe de plus.")
    more = amends(territories[0], version, kind=AmendmentKind.INSERT, text="Et encore un.")
    gone = amends(territories[0], version, key="a1-2", kind=AmendmentKind.DELETE)
    carried(territories, version, replaced, added, more, gone)
    following = next_draft(version)
    for one in (gone, more, added, replaced):
        amendments.integrate(draft=following, amendments=[one], seen=article(following).version, by=by)
    # Two paragraphs asked for after the same one stand in the order in which they were taken in.
    assert texts(following) == ["Un texte meilleur.", "Et encore un.", "Un paragraphe de plus."]
    named = set(TextChange.objects.values_list("paragraph_key", "amendment__number"))
    assert named == {("a1-2", 4), ("a1-3", 3), ("a1-4", 2), ("a1-1", 1)}
    assert not version.amendments.to_integrate().exists()


def test_two_amendments_of_one_paragraph_collide_and_a_person_writes_what_honours_both(by) -> None:
    territories = signatories(1)
    version = manifestos.open_to_amendments(days=1)
    one = amends(territories[0], version, text="Premier texte.")
    other = amends(territories[0], version, text="Second texte.")
    carried(territories, version, one, other)
    following = next_draft(version)
    seen = article(following).version
    with pytest.raises(AmendmentsCollide) as told:
        amendments.integrate(draft=following, amendments=[one, other], seen=seen, by=by)
    assert [found.number for found in told.value.amendments] == [1, 2]
    amendments.integrate(draft=following, amendments=[one], seen=seen, by=by)
    with pytest.raises(AmendmentsCollide):  # the first one changed the paragraph that the second had read
        amendments.integrate(draft=following, amendments=[other], seen=article(following).version, by=by)
    with pytest.raises(ArticleChanged):
        amendments.integrate(draft=following, amendments=[other], seen=seen, text="Les deux réunis.", by=by)
    amendments.integrate(
        draft=following, amendments=[other], seen=article(following).version, text="Les deux réunis.", by=by
    )
    assert texts(following)[0] == "Les deux réunis."


def test_a_text_is_not_put_to_the_vote_while_a_carried_amendment_waits(by) -> None:
    territories = signatories(1)
    version = manifestos.open_to_amendments(days=1)
    carried(territories, version, amends(territories[0], version, text="Un texte meilleur."))
    with after(version.amendments_until):
        with pytest.raises(DomainError, match="1 amendement retenu attend"):
            manifesto.open_vote(manifesto=version, until=in_days(9), by=by)
        following = next_draft(version)
        with pytest.raises(DomainError, match="1 amendement retenu attend"):
            manifesto.open_vote(manifesto=following, until=in_days(9), by=by)


def test_a_draft_given_up_gives_its_amendments_back(by) -> None:
    territories = signatories(1)
    version = manifestos.open_to_amendments(days=1)
    made = amends(territories[0], version, text="Un texte meilleur.")
    carried(territories, version, made)
    following = next_draft(version)
    amendments.integrate(draft=following, amendments=[made], seen=article(following).version, by=by)
    manifesto.discard(manifesto=following, by=by)
    assert list(version.amendments.to_integrate()) == [made]
    assert next_draft(version).code == following.code


def test_a_withdrawn_amendment_stays_readable_and_is_not_counted(by) -> None:
    territories = signatories(1)
    version = manifestos.open_to_amendments(days=1)
    made = amends(territories[0], version)
    says(territories[0], version, amendment=made, reason="Oui.")
    amendments.withdraw(amendment=made, reason="Un autre dit mieux.", by=elected(territories[0]))
    with pytest.raises(DomainError, match="retiré"):
        says(territories[0], version, amendment=made, reason="Encore oui.")
    with after(version.amendments_until):
        manifesto.close_amendments(manifesto=version, by=by)
    made.refresh_from_db()
    assert (made.outcome, made.withdrawal_reason) == ("", "Un autre dit mieux.")


# Endorsements


def test_an_adopted_text_is_supported_once_and_its_support_withdrawn_says_why(by) -> None:
    version, territory = ManifestoVersion.objects.get(code="1"), TerritoryFactory()
    day = datetime.date(2025, 3, 11)
    given: dict[str, Any] = {
        "manifesto": version,
        "territory": territory,
        "signatory_role": "Maire",
        "by": elected(territory),
    }
    with pytest.raises(DomainError, match="adopté le 11 mars 2025"):
        endorsements.endorse_manifesto(**given, endorsed_on=day.replace(day=10))
    made = endorsements.endorse_manifesto(**given, endorsed_on=day)
    with pytest.raises(DomainError, match="soutient déjà"):
        endorsements.endorse_manifesto(**given, endorsed_on=day)
    with pytest.raises(DomainError, match="motif est public"):
        endorsements.withdraw(endorsement=made, reason=" ", by=by)
    endorsements.withdraw(endorsement=made, reason="Une nouvelle équipe.", by=by)
    again = endorsements.endorse_manifesto(**given, endorsed_on=timezone.localdate())
    assert again.pk != made.pk


def test_an_invented_territory_supports_no_real_text(by) -> None:
    invented = TerritoryFactory(is_fictional=True)
    with pytest.raises(DomainError, match="inventés"):
        endorsements.endorse_manifesto(
            manifesto=ManifestoVersion.objects.get(code="1"),
            territory=invented,
            signatory_role="Maire",
            endorsed_on=timezone.localdate(),
            by=elected(invented),
        )


# Traces


def test_what_is_public_leaves_a_public_trace_and_a_draft_leaves_none(by) -> None:
    manifestos.draft(by)
    assert not AuditEvent.objects.public().filter(verb__startswith="manifesto").exists()
    ManifestoVersion.objects.drafts().get()
    signatories(1)
    manifesto.open_vote(manifesto=ManifestoVersion.objects.drafts().get(), until=in_days(1), by=by)
    assert AuditEvent.objects.public().get(verb="manifesto.vote_opened").detail["version"] == "2"


def test_the_rule_and_the_quorum_of_a_version_are_those_that_count(by) -> None:
    territories = signatories(3)
    made = manifestos.draft(by)
    manifesto.save_frame(
        manifesto=made, seen=made.version, values={"rule": VotingRule.TWO_THIRDS, "quorum": 100}, by=by
    )
    version = manifesto.open_vote(manifesto=made, until=in_days(1), by=by)
    says(territories[0], version)
    says(territories[1], version)
    assert manifesto.result_of(version).outcome == VoteOutcome.NO_QUORUM
    says(territories[2], version, Choice.AGAINST, reason="Non.")
    assert manifesto.result_of(version).outcome == VoteOutcome.CARRIED
