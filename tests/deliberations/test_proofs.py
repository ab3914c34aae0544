"""Citing a council decision as proof: when one answers or later, read from both ends of the chain."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from commun.concertations.actions import answers, charter, follow_ups, proofs
from commun.concertations.actions.proofs import ProofRefused
from commun.concertations.datasets import JALONS, REPONSES, SUITES, TERRITOIRES_ENGAGES
from commun.concertations.enums import Decision, FollowUpState
from commun.concertations.models import Answer, DecisionProof, FollowUp, Takeaway
from commun.concertations.queries.printed import printed_record
from commun.concertations.queries.proposition_page import proposition_page
from commun.core.errors import DomainError, Gone
from commun.deliberations.actions.takedowns import take_down
from commun.deliberations.enums import TakedownReason
from commun.deliberations.forms.pick import SEARCH
from commun.deliberations.models import Deliberation
from commun.deliberations.proofs import is_cited, proven_by
from commun.deliberations.queries.pick import candidates
from commun.library.actions import attachments, publication
from commun.library.datasets import USAGES
from commun.opendata import rows
from tests.accounts.factories import coordinator, referent
from tests.concertations.factories import charter as a_charter
from tests.concertations.factories import concertation_awaiting_answer, referent_of
from tests.deliberations.factories import BodyFactory, DeliberationFactory, decision_of
from tests.library.factories import published
from tests.territories.factories import TerritoryFactory

TODAY = datetime.date(2026, 9, 15)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-07-01T10:00:00+02:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def proposition(db, _clock) -> Takeaway:
    made = concertation_awaiting_answer(propositions=1).takeaways.get()
    _clock.move_to("2026-09-15T10:00:00+02:00")
    return made


@pytest.fixture
def decision(proposition) -> Deliberation:
    return decision_of(
        proposition.concertation.territory, subject="Registre public des algorithmes", local_id="DEL-2026-118"
    )


def answered(proposition, decision=Decision.RETAINED, **given) -> Answer:
    return answers.answer(
        proposition=proposition,
        decision=decision,
        reason="Le conseil a délibéré.",
        author_role="Adjointe au numérique",
        body="",
        answered_on=TODAY,
        by=referent_of(proposition.concertation),
        **given,
    )


def promised(proposition) -> FollowUp:
    return follow_ups.promise(
        proposition=proposition,
        title="Publier le registre",
        owner_role="DSI",
        due_on=datetime.date(2027, 3, 1),
        by=referent_of(proposition.concertation),
    )


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def preuve(proposition):
    page = proposition_page(uid=proposition.uid, on=timezone.localdate())
    assert page is not None
    return next((knot for knot in page.knots if knot.name == "Preuve"), None)


# --- From the answer to the decision and back -----------------------------------------------------------------------


def test_answer_and_decision_lead_to_one_another(client, proposition, decision) -> None:
    answered(proposition, deliberation=decision)
    said = text(client, proposition.get_absolute_url())
    assert decision.get_absolute_url() in said
    assert "Registre public des algorithmes" in said
    assert "citée comme preuve" in said
    read = text(client, decision.get_absolute_url())
    assert proposition.get_absolute_url() + "#reponse" in read
    assert proposition.text in read
    assert 'aria-current="step"' in read


def test_thread_of_the_proposition_says_that_the_answer_is_proven(proposition, decision) -> None:
    answered(proposition)
    assert preuve(proposition).state == "future"
    proofs.cite_decision(
        proven=proposition.answers.get(), deliberation=decision, by=referent_of(proposition.concertation)
    )
    assert preuve(proposition).state == "done"


def test_thread_of_a_refused_proposition_has_a_proof_when_a_decision_is_cited(proposition, decision) -> None:
    answered(proposition, Decision.NOT_RETAINED)
    assert preuve(proposition) is None
    answered(proposition, Decision.NOT_RETAINED, deliberation=decision)
    assert preuve(proposition).state == "done"
    assert [knot.name for knot in proven_by([decision.pk])[decision.pk][0].knots if knot.current] == ["Preuve"]


def test_same_answer_given_again_with_a_decision_adds_the_proof_and_no_answer(proposition, decision) -> None:
    first = answered(proposition)
    assert answered(proposition, deliberation=decision) == first
    assert Answer.objects.count() == 1
    assert first.decision_proofs.get().deliberation == decision


def test_step_of_a_promise_is_proven_by_a_decision_alone(client, proposition, decision) -> None:
    answered(proposition)
    action = promised(proposition)
    follow_ups.record_milestone(
        follow_up=action,
        state=FollowUpState.UNDER_WAY,
        on=TODAY,
        text="",
        version=action.version,
        by=referent_of(proposition.concertation),
        deliberation=decision,
    )
    page = proposition_page(uid=proposition.uid, on=TODAY)
    assert page is not None
    assert page.promises.proven == 1
    assert f"#{action.uid}" in text(client, decision.get_absolute_url())


def test_signature_of_the_charter_is_proven_by_a_decision(client, db) -> None:
    territory = TerritoryFactory()
    one = decision_of(territory, subject="Adhésion à la charte")
    version = a_charter()
    charter.sign(
        territory=territory,
        charter=version,
        signatory_role="Maire",
        signed_on=datetime.date(2026, 6, 25),
        by=None,
        deliberation=one,
    )
    assert "Adhésion à la charte" in text(client, territory.get_absolute_url())
    assert one.get_absolute_url() in text(client, version.get_absolute_url())
    assert "Signature de la charte" in text(client, one.get_absolute_url())


# --- Later, and by mistake ------------------------------------------------------------------------------------------


def test_decision_voted_later_is_cited_without_changing_the_answer(proposition, decision) -> None:
    given = answered(proposition)
    before = Answer.objects.filter(pk=given.pk).values().get()
    by = referent_of(proposition.concertation)
    made = proofs.cite_decision(proven=given, deliberation=decision, by=by)
    assert proofs.cite_decision(proven=given, deliberation=decision, by=by) == made
    assert Answer.objects.filter(pk=given.pk).values().get() == before
    assert made.by_role == by.signature(proposition.concertation.territory)


def test_citation_made_by_mistake_is_withdrawn_and_its_trace_stays(client, proposition, decision) -> None:
    answered(proposition, deliberation=decision)
    by = referent_of(proposition.concertation)
    made = DecisionProof.objects.get()
    proofs.withdraw_citation(proposition=proposition, pk=made.pk, by=by)
    said = text(client, proposition.get_absolute_url())
    assert "Registre public des algorithmes" not in said
    assert "n’est plus citée" in said
    assert proven_by([decision.pk]) == {}
    with pytest.raises(Gone):
        proofs.withdraw_citation(proposition=proposition, pk=made.pk, by=by)
    assert proofs.cite_decision(proven=proposition.answers.get(), deliberation=decision, by=by).pk != made.pk


def test_citation_of_another_proposition_cannot_be_withdrawn_from_here(proposition, decision) -> None:
    answered(proposition, deliberation=decision)
    other = concertation_awaiting_answer(propositions=1).takeaways.get()
    with pytest.raises(Gone):
        proofs.withdraw_citation(
            proposition=other, pk=DecisionProof.objects.get().pk, by=referent_of(other.concertation)
        )
    assert DecisionProof.objects.standing().count() == 1


def test_invented_decision_proves_nothing_of_a_real_territory(proposition) -> None:
    invented = DeliberationFactory(body=BodyFactory(is_fictional=True))
    with pytest.raises(ProofRefused, match="inventée"):
        answered(proposition, deliberation=invented)
    assert not Answer.objects.exists()


def test_decision_taken_down_is_cited_no_more_and_says_nothing_where_it_was(client, proposition, decision) -> None:
    answered(proposition, deliberation=decision)
    Deliberation.objects.filter(pk=decision.pk).update(
        taken_down_at=timezone.now(), subject="", url="", budget_name="", sha256=""
    )
    said = text(client, proposition.get_absolute_url())
    assert "délibération retirée" in said
    decision.refresh_from_db()
    with pytest.raises(ProofRefused, match="retirée"):
        answered(proposition, Decision.NOT_RETAINED, deliberation=decision)


def test_database_refuses_a_proof_of_nothing_or_of_two_things(proposition, decision) -> None:
    given = answered(proposition, deliberation=decision)
    for wrong in ({}, {"answer": given, "milestone_id": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DecisionProof.objects.create(deliberation=decision, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionProof.objects.create(deliberation=decision, answer=given)


# --- What is counted and published ----------------------------------------------------------------------------------


def test_only_decisions_that_something_public_cites_are_proofs(proposition, decision) -> None:
    decision_of(proposition.concertation.territory)
    answered(proposition, deliberation=decision)
    assert list(Deliberation.objects.filter(is_cited())) == [decision]
    proposition.concertation.published_at = None
    proposition.concertation.save()
    assert not Deliberation.objects.filter(is_cited())
    assert proven_by([decision.pk]) == {}


def test_territory_and_body_name_the_decisions_that_prove_something(client, proposition, decision) -> None:
    answered(proposition, deliberation=decision)
    assert "Registre public des algorithmes" in text(client, proposition.concertation.territory.get_absolute_url())
    assert "1 prouve" in text(client, reverse("deliberations:body", args=[decision.body.slug]))


def test_datasets_give_the_identifiers_of_the_decisions_cited(proposition, decision) -> None:
    given = answered(proposition, deliberation=decision)
    action = promised(proposition)
    follow_ups.record_milestone(
        follow_up=action,
        state=FollowUpState.DONE,
        on=TODAY,
        text="",
        version=action.version,
        by=referent_of(proposition.concertation),
        deliberation=decision,
    )
    for dataset, identifier in ((REPONSES, given.uid), (SUITES, action.uid), (JALONS, action.milestones.get().uid)):
        (row,) = rows.read(dataset)
        assert row[0] == identifier
        assert row[-1] == [decision.uid]


def test_a_later_citation_makes_the_file_of_answers_newer(proposition, decision, _clock) -> None:
    given = answered(proposition)
    before = REPONSES.changed_at()
    assert before is not None
    _clock.move_to("2026-12-01T10:00:00+01:00")
    proofs.cite_decision(proven=given, deliberation=decision, by=referent_of(proposition.concertation))
    after = REPONSES.changed_at()
    assert after is not None
    assert after > before


def test_what_a_decision_proves_costs_the_same_whatever_the_number(
    proposition, decision, django_assert_max_num_queries
) -> None:
    for row in concertation_awaiting_answer(propositions=4).takeaways.all():
        answered(row, deliberation=decision)
    with django_assert_max_num_queries(5):  # that of the sheets with them
        assert len(proven_by([decision.pk])[decision.pk]) == 4


def test_decisions_cited_are_named_with_their_address_in_feeds_and_in_print(client, proposition, decision) -> None:
    answered(proposition, deliberation=decision)
    action = promised(proposition)
    follow_ups.record_milestone(
        follow_up=action,
        state=FollowUpState.DONE,
        on=TODAY,
        text="Le registre est en ligne.",
        version=action.version,
        by=referent_of(proposition.concertation),
        deliberation=decision,
    )
    territory = proposition.concertation.territory
    charter.sign(
        territory=territory,
        charter=a_charter(),
        signatory_role="Maire",
        signed_on=datetime.date(2026, 6, 25),
        by=None,
        deliberation=decision,
    )
    told = (
        f"Délibération : « Registre public des algorithmes », {decision.body.name}, "
        f"{date_format(decision.decided_on, 'j F Y')}. {settings.SITE_URL}{decision.get_absolute_url()}"
    )

    def places() -> list[str]:
        record = printed_record(slug=proposition.concertation.slug)
        assert record is not None
        feeds = (text(client, "/flux/reponses.atom"), text(client, f"/territoires/{territory.slug}/flux.atom"))
        return [" ".join(one.replace("\xa0", " ").split()) for one in (*feeds, str(record).replace("\\xa0", " "))]

    assert [one.count(told) for one in places()] == [1, 3, 2]
    take_down(decision=decision, reason=TakedownReason.PERSONAL_DATA, by=coordinator())
    assert ["Registre public des algorithmes" in one for one in places()] == [False] * 3
    assert ["Délibération retirée" in one for one in places()] == [True] * 3


# --- Choosing it in a form, without script --------------------------------------------------------------------------


def test_one_searches_then_chooses_then_publishes(client, proposition, decision) -> None:
    decision_of(proposition.concertation.territory, subject="Marché de voirie")
    client.force_login(referent_of(proposition.concertation))
    url = reverse("concertations:answer", args=[proposition.uid])
    typed = {
        "decision": "retenue",
        "reason": "Oui.",
        "author_role": "Adjointe",
        "answered_on": "15/09/2026",
        "after": "0",
        "decision_words": "registre algorithmes",
    }
    found = client.post(url, typed | {SEARCH: "oui"})
    page = found.content.decode()
    assert found.status_code == 200
    assert not Answer.objects.exists()
    assert f'value="{decision.uid}"' in page
    assert "Marché de voirie" not in page
    assert "Oui." in page
    assert "error-summary" not in page
    assert client.post(url, typed).status_code == 200, "words without a choice are not forgotten in silence"
    assert not Answer.objects.exists()
    client.post(url, typed | {"deliberation": decision.uid})
    assert Answer.objects.get().decision_proofs.get().deliberation == decision


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("DEL-2026-118", True),
        ("del-2026-118", True),
        ("uid", True),
        ("https://ailleurs.exemple/deliberations/UID/", True),
        ("registre piscine", False),
        ("", False),
    ],
)
def test_decision_is_found_by_its_words_its_reference_or_its_address(
    client, proposition, decision, words: str, finds: bool
) -> None:
    client.force_login(referent_of(proposition.concertation))
    answered(proposition)
    typed = words.replace("uid", decision.uid).replace("UID", decision.uid)
    page = client.post(
        reverse("concertations:proofs", args=[proposition.uid]), {"decision_words": typed, SEARCH: "oui"}
    ).content.decode()
    assert (f'value="{decision.uid}"' in page) is finds


def test_decision_of_another_body_is_found_after_ones_own(proposition, decision) -> None:
    other = DeliberationFactory(subject="Registre public des algorithmes de la métropole")
    invented = DeliberationFactory(subject="Registre public inventé", body=BodyFactory(is_fictional=True))
    found = candidates(text="registre public", territory=proposition.concertation.territory)
    assert found == [decision, other]
    assert invented not in found


def test_decision_is_cited_later_from_its_own_page_and_withdrawn(client, proposition, decision) -> None:
    given = answered(proposition)
    client.force_login(referent_of(proposition.concertation))
    url = reverse("concertations:proofs", args=[proposition.uid])
    assert "Cherchez la délibération" in client.post(url, {"proven": given.uid}).content.decode()
    chosen = {"proven": given.uid, "deliberation": decision.uid}
    assert client.post(url, chosen).status_code == 302
    assert "Registre public des algorithmes" in text(client, url)
    client.post(reverse("concertations:proof_withdraw", args=[proposition.uid, DecisionProof.objects.get().pk]))
    assert not DecisionProof.objects.standing().exists()


def test_decision_that_does_not_exist_is_refused(client, proposition) -> None:
    given = answered(proposition)
    client.force_login(referent_of(proposition.concertation))
    url = reverse("concertations:proofs", args=[proposition.uid])
    response = client.post(url, {"proven": given.uid, "deliberation": "inconnue"})
    assert response.status_code == 200
    assert not DecisionProof.objects.exists()


def test_milestone_takes_a_decision_as_its_proof(client, proposition, decision) -> None:
    answered(proposition)
    action = promised(proposition)
    client.force_login(referent_of(proposition.concertation))
    typed = {
        "state": "realise",
        "on": "15/09/2026",
        "text": "",
        "version": str(action.version),
        "deliberation": decision.uid,
    }
    assert client.post(reverse("concertations:milestone", args=[action.uid]), typed).status_code == 302
    assert action.milestones.get().decision_proofs.get().deliberation == decision


def test_many_answers_share_the_decision_that_proves_them(client, db, _clock) -> None:
    record = concertation_awaiting_answer(propositions=2)
    one = decision_of(record.territory)
    _clock.move_to("2026-09-15T10:00:00+02:00")
    client.force_login(referent_of(record))
    typed = {"author_role": "Adjointe", "answered_on": "15/09/2026", "deliberation": one.uid, "action": "publier"}
    for row in record.takeaways.all():
        typed |= {f"p{row.number}-decision": "retenue", f"p{row.number}-reason": "", f"p{row.number}-after": "0"}
    client.post(reverse("concertations:answers", args=[record.slug]), typed)
    assert DecisionProof.objects.filter(deliberation=one).count() == 2


# --- The sheet of a use ---------------------------------------------------------------------------------------------


@pytest.fixture
def sheet(db):
    return published(TerritoryFactory(name="Villeneuve")).deployment


def test_sheet_cites_a_decision_that_the_public_reads_once_published_again(client, sheet, _clock) -> None:
    one = decision_of(sheet.territory, subject="Lancement de l’agent conversationnel")
    by = referent(sheet.territory)
    attachments.cite_decision(sheet=sheet, deliberation=one, note="Autorise l’essai", by=by)
    assert "Lancement de l’agent" not in text(client, sheet.public.get_absolute_url())
    assert proven_by([one.pk]) == {}
    publication.publish(sheet=sheet, by=None)
    shown = text(client, sheet.public.get_absolute_url())
    assert "Lancement de l’agent" in shown
    assert "1 délibération citée" in shown
    read = text(client, one.get_absolute_url())
    assert sheet.public.get_absolute_url() in read
    assert "Autorise l’essai" in read
    (row,) = rows.read(USAGES)
    assert row[-1] == [one.uid]
    _clock.move_to("2026-12-01T10:00:00+01:00")
    take_down(decision=one, reason=TakedownReason.PERSONAL_DATA, by=coordinator())
    assert USAGES.changed_at() == timezone.now()
    assert next(iter(rows.read(USAGES)))[-1] == []


def test_sheet_cites_a_decision_from_its_workspace_without_script(client, sheet) -> None:
    one = decision_of(sheet.territory, subject="Lancement de l’agent conversationnel")
    client.force_login(referent(sheet.territory))
    url = reverse("library:workspace_attachments", args=[sheet.slug])
    found = client.post(url, {"what": "deliberation", "decision_words": "agent", SEARCH: "oui"}).content.decode()
    assert f'value="{one.uid}"' in found
    assert not sheet.decisions.exists()
    client.post(url, {"what": "deliberation", "decision_words": "agent", "deliberation": one.uid, "note": "Essai"})
    cited = sheet.decisions.get()
    assert (cited.deliberation, cited.note) == (one, "Essai")
    again = client.post(url, {"what": "deliberation", "deliberation": one.uid}).content.decode()
    assert "déjà citée" in again
    client.post(reverse("library:workspace_attachment_remove", args=[sheet.slug, "deliberation", cited.pk]))
    assert not sheet.decisions.exists()


def test_invented_decision_proves_nothing_of_a_real_use(sheet) -> None:
    invented = DeliberationFactory(body=BodyFactory(is_fictional=True))
    with pytest.raises(DomainError, match="inventée"):
        attachments.cite_decision(sheet=sheet, deliberation=invented, note="", by=None)


# --- In the open data -----------------------------------------------------------------------------------------------


def test_api_leads_from_an_answer_to_its_decisions_and_back_until_one_is_taken_down(
    client, proposition, decision
) -> None:
    other = decision_of(proposition.concertation.territory, subject="Charte", local_id="DEL-2026-119")
    given = answered(proposition, deliberation=decision)
    proofs.cite_decision(proven=given, deliberation=other, by=referent_of(proposition.concertation))

    def ways(address: str) -> dict[str, str]:
        said = client.get(address.removeprefix(settings.SITE_URL)).json()["donnees"]
        found: dict[str, str] = (said[0] if isinstance(said, list) else said)["chemins"]
        return found

    answer = ways(f"/api/v1/reponses/{given.uid}")
    assert answer["deliberations"].endswith(f"/api/v1/deliberations/{decision.uid}")
    assert answer["deliberations-2"].endswith(f"/api/v1/deliberations/{other.uid}")
    assert ways(ways(answer["deliberations"])["reponses"])["soi"] == answer["soi"]
    unnamed = client.get("/api/v1/reponses", {"deliberations": "inconnue"}).json()
    assert unnamed["donnees"] == []

    take_down(decision=decision, reason=TakedownReason.PERSONAL_DATA, by=coordinator())
    assert ways(answer["soi"])["deliberations"].endswith(other.uid)
    assert "deliberations-2" not in ways(answer["soi"])
    assert client.get(f"/api/v1/reponses?deliberations={decision.uid}").json()["donnees"] == []


def test_api_leads_from_a_signature_to_its_decision_and_back_and_its_file_moves_with_it(client, db, _clock) -> None:
    territory = TerritoryFactory()
    one = decision_of(territory, subject="Adhésion à la charte")
    charter.sign(
        territory=territory,
        charter=a_charter(),
        signatory_role="Maire",
        signed_on=datetime.date(2026, 6, 25),
        by=None,
        deliberation=one,
    )
    address = f"/api/v1/territoires-engages/{territory.uid}"
    to_decision = client.get(address).json()["donnees"]["chemins"]["deliberations"]
    assert to_decision.endswith(f"/api/v1/deliberations/{one.uid}")
    back = client.get(to_decision.removeprefix(settings.SITE_URL)).json()["donnees"]["chemins"]["territoires-engages"]
    (row,) = client.get(back.removeprefix(settings.SITE_URL)).json()["donnees"]
    assert (row["identifiant"], row["deliberations"]) == (territory.uid, [one.uid])

    before = TERRITOIRES_ENGAGES.changed_at()
    assert before is not None
    _clock.move_to("2026-12-01T10:00:00+01:00")
    take_down(decision=one, reason=TakedownReason.PERSONAL_DATA, by=coordinator())
    after = TERRITOIRES_ENGAGES.changed_at()
    assert after is not None
    assert after > before
    assert client.get(address).json()["donnees"]["deliberations"] == []
    assert "délibération retirée" in text(client, territory.get_absolute_url())
