import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from commun.concertations.actions import charter as actions
from commun.concertations.charter_text import CHARTER_1, CharterText, CommitmentText
from commun.concertations.enums import CommitmentState, Party, Phase, PledgeState, State
from commun.concertations.models import CharterVersion, CommitmentEvidence, Pledge, Signature
from commun.concertations.queries.charter import charter_changes, charter_page, network_standings, pledge_standing
from commun.core.dates import PartialDate
from commun.core.errors import DomainError
from commun.core.models import AuditEvent
from tests.accounts.factories import administrator, contributor, coordinator, elected, referent
from tests.concertations.factories import ConcertationFactory, published_concertation
from tests.territories.factories import TerritoryFactory

SIGNED_ON = datetime.date(2025, 6, 3)


def first_version() -> CharterVersion:
    return actions.load_charter()


def signed(territory=None, *, by=None) -> Signature:
    territory = territory or TerritoryFactory()
    return actions.sign(
        territory=territory, charter=first_version(), signatory_role="Maire", signed_on=SIGNED_ON, by=by
    )


def prove(signature: Signature, code: str = "A1", **changed) -> CommitmentEvidence:
    given: dict[str, Any] = {
        "state": CommitmentState.PROVEN,
        "on": SIGNED_ON,
        "url": "https://exemple.fr/preuve",
        "by": None,
    }
    return actions.add_evidence(
        signature=signature, commitment=signature.charter.commitments.get(code=code), **given | changed
    )


# --- The text ----------------------------------------------------------------------------------------------------


def test_version_1_has_the_twelve_commitments_of_a_territory_and_the_four_of_the_network(db) -> None:
    charter = first_version()
    territory = charter.commitments.filter(party=Party.TERRITORY).values_list("code", flat=True)
    assert list(territory) == ["A1", "A2", "A3", "A4", "A5", "P1", "P2", "P3", "P4", "R1", "R2", "R3"]
    network = charter.commitments.filter(party=Party.NETWORK).values_list("code", flat=True)
    assert list(network) == ["N1", "N2", "N3", "N4"]


def test_version_1_is_there_without_anyone_loading_it(db) -> None:
    assert CharterVersion.objects.published().filter(number="1").exists()


def test_every_commitment_says_what_proves_it() -> None:
    assert all(one.text and one.proof for one in CHARTER_1.commitments)


def test_loading_the_charter_twice_changes_nothing(db) -> None:
    first, second = first_version(), first_version()
    assert first == second
    assert first.commitments.count() == 16


# --- Announcing --------------------------------------------------------------------------------------------------


def test_announcing_keeps_the_source_and_its_date(db) -> None:
    territory = TerritoryFactory()
    pledge = actions.announce(
        territory=territory,
        announced_on=PartialDate("2024-09"),
        source_label="Communiqué",
        source_url="https://exemple.fr/c",
        by=coordinator(),
    )
    assert (pledge.state, str(pledge.announced_on)) == (PledgeState.INTENTION, "septembre 2024")
    event = AuditEvent.objects.about(pledge).get()
    assert event.is_public
    assert event.detail["territoire"] == territory.uid


def test_announcing_after_signing_keeps_the_signature(db) -> None:
    signature = signed()
    pledge = actions.announce(territory=signature.pledge.territory, source_label="Presse", by=None)
    assert pledge.state == PledgeState.SIGNED
    assert pledge.signatures.get() == signature


def test_announcement_in_the_future_is_refused(db) -> None:
    with pytest.raises(DomainError, match="avenir"):
        actions.announce(territory=TerritoryFactory(), announced_on=PartialDate("2999"), by=None)


# --- Signing -----------------------------------------------------------------------------------------------------


def test_signing_names_the_role_and_is_public(db) -> None:
    territory = TerritoryFactory()
    signature = signed(territory, by=elected(territory))
    assert signature.pledge.state == PledgeState.SIGNED
    event = AuditEvent.objects.get(verb="pledge.signed")
    assert event.is_public
    assert event.by_role == f"Élue ou élu, {territory.name}"
    assert event.detail["version"] == "1"


@pytest.mark.parametrize(
    ("signed_on", "why"), [(datetime.date(2999, 1, 1), "avenir"), (datetime.date(2024, 9, 17), "publiée le")]
)
def test_signature_outside_the_life_of_the_version_is_refused(db, signed_on, why) -> None:
    with pytest.raises(DomainError, match=why):
        actions.sign(
            territory=TerritoryFactory(),
            charter=first_version(),
            signatory_role="Maire",
            signed_on=signed_on,
            by=None,
        )
    assert not Pledge.objects.exists()


def test_unpublished_version_cannot_be_signed(db) -> None:
    draft = CharterVersion.objects.create(number="9", title="Projet")
    with pytest.raises(DomainError, match="pas encore publiée"):
        actions.sign(territory=TerritoryFactory(), charter=draft, signatory_role="Maire", signed_on=SIGNED_ON, by=None)


def test_same_version_is_signed_once(db) -> None:
    signature = signed()
    with pytest.raises(DomainError, match="déjà signé"):
        signed(signature.pledge.territory)
    assert Signature.objects.count() == 1


def test_database_refuses_a_second_signature_of_the_same_version(db) -> None:
    signature = signed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(
            pledge=signature.pledge, charter=signature.charter, signatory_role="Maire", signed_on=SIGNED_ON
        )


def test_old_signature_keeps_its_version_when_the_charter_changes(db) -> None:
    signature = signed()
    second = actions.publish_charter(text=next_version(), by=administrator())
    actions.sign(
        territory=signature.pledge.territory,
        charter=second,
        signatory_role="Présidente",
        signed_on=timezone.localdate(),
        by=None,
    )
    signature.refresh_from_db()
    assert signature.charter.number == "1"
    standing = pledge_standing(territory=signature.pledge.territory)
    assert standing is not None
    assert [one.charter.number for one in standing.signatures] == ["2", "1"]


# --- Proving -----------------------------------------------------------------------------------------------------


def test_signing_takes_every_commitment_and_proves_none(db) -> None:
    standing = pledge_standing(territory=signed().pledge.territory)
    assert standing is not None
    assert {one.state for one in standing.commitments} == {CommitmentState.TAKEN}
    assert (standing.proven, standing.applicable) == (0, 12)


def test_evidence_is_added_and_never_replaced(db) -> None:
    signature = signed()
    prove(signature, state=CommitmentState.NOT_KEPT, text="Réunion annulée.", url="")
    prove(signature, text="Réunion tenue.")
    standing = pledge_standing(territory=signature.pledge.territory)
    assert standing is not None
    first = standing.commitments[0]
    assert first.state == CommitmentState.PROVEN
    assert [one.text for one in first.history] == ["Réunion annulée."]


def test_commitment_that_does_not_apply_leaves_the_denominator(db) -> None:
    signature = signed()
    prove(signature, "A1")
    prove(signature, "A2", state=CommitmentState.NOT_APPLICABLE, text="Une seule séance.", url="")
    standing = pledge_standing(territory=signature.pledge.territory)
    assert standing is not None
    assert (standing.proven, standing.applicable) == (1, 11)


@pytest.mark.parametrize("state", [CommitmentState.PROVEN, CommitmentState.NOT_KEPT, CommitmentState.NOT_APPLICABLE])
def test_evidence_without_link_nor_sentence_is_refused(db, state) -> None:
    with pytest.raises(DomainError, match="preuve"):
        prove(signed(), state=state, url="", text="  ")


def test_taken_needs_no_proof(db) -> None:
    assert prove(signed(), state=CommitmentState.TAKEN, url="").state == CommitmentState.TAKEN


def test_evidence_of_a_year_that_can_only_be_a_slip_is_refused(db) -> None:
    with pytest.raises(DomainError, match="vérifiez l’année"):
        prove(signed(), on=datetime.date.min)


def test_evidence_in_the_future_is_refused(db) -> None:
    with pytest.raises(DomainError, match="avenir"):
        prove(signed(), on=datetime.date(2999, 1, 1))


def test_territory_proves_its_own_commitments_and_not_those_of_the_network(db) -> None:
    with pytest.raises(DomainError, match="n’est pas l’un de ceux"):
        prove(signed(), "N1")


def test_evidence_cites_a_concertation_of_the_territory_alone(db) -> None:
    with pytest.raises(DomainError, match="pas celle de ce territoire"):
        prove(signed(), concertation=ConcertationFactory())


def test_draft_concertation_cited_as_proof_stays_unnamed(db) -> None:
    signature = signed()
    draft = ConcertationFactory(territory=signature.pledge.territory, title="Brouillon secret")
    prove(signature, concertation=draft)
    standing = pledge_standing(territory=signature.pledge.territory)
    assert standing is not None
    assert standing.commitments[0].latest is not None
    assert standing.commitments[0].latest.concertation == ""


# --- Withdrawing -------------------------------------------------------------------------------------------------


def test_withdrawal_says_why_and_leaves_signatures_readable(db) -> None:
    signature = signed()
    territory = signature.pledge.territory
    actions.withdraw(territory=territory, reason="Changement de priorité.", by=referent(territory))
    standing = pledge_standing(territory=territory)
    assert standing is not None
    assert (standing.state, standing.withdrawal_reason) == (PledgeState.WITHDRAWN, "Changement de priorité.")
    assert standing.signatures == (signature,)
    signature.refresh_from_db()
    assert signature.withdrawn_on == timezone.localdate()
    with pytest.raises(DomainError, match="retiré"):
        prove(signature)


def test_withdrawal_without_reason_is_refused(db) -> None:
    territory = signed().pledge.territory
    with pytest.raises(DomainError, match="pourquoi"):
        actions.withdraw(territory=territory, reason=" ", by=referent(territory))


def test_territory_may_come_back_and_sign_again(db) -> None:
    territory = signed().pledge.territory
    actions.withdraw(territory=territory, reason="Pause.", by=referent(territory))
    again = actions.sign(
        territory=territory,
        charter=first_version(),
        signatory_role="Présidente",
        signed_on=timezone.localdate(),
        by=None,
    )
    assert again.pledge.state == PledgeState.SIGNED
    first, second = Signature.objects.order_by("pk")
    assert (first.signatory_role, first.signed_on, second) == ("Maire", SIGNED_ON, again)
    assert (first.withdrawn_on, second.withdrawn_on) == (timezone.localdate(), None)
    standing = pledge_standing(territory=territory)
    assert standing is not None
    assert standing.signature == again
    assert standing.binds(first_version())
    page = charter_page(charter=first_version())
    assert (page.signed_this, [one.is_withdrawn for one in page.signatories]) == (1, [False, True])
    assert AuditEvent.objects.filter(verb="pledge.signed").count() == 2


def test_signature_that_stands_is_given_once(db) -> None:
    signature = signed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(
            pledge=signature.pledge, charter=signature.charter, signatory_role="Maire", signed_on=SIGNED_ON
        )


def test_announcement_after_a_withdrawal_leaves_the_old_signature_withdrawn(db) -> None:
    territory = signed().pledge.territory
    actions.withdraw(territory=territory, reason="Pause.", by=referent(territory))
    actions.announce(territory=territory, by=None)
    standing = pledge_standing(territory=territory)
    assert standing is not None
    assert standing.state == PledgeState.INTENTION
    assert not standing.binds(first_version())


def test_coming_back_before_one_left_is_refused(db) -> None:
    territory = signed().pledge.territory
    actions.withdraw(territory=territory, reason="Pause.", by=referent(territory))
    with pytest.raises(DomainError, match="plus ancienne"):
        actions.sign(territory=territory, charter=first_version(), signatory_role="Maire", signed_on=SIGNED_ON, by=None)


def test_proof_of_a_withdrawn_signature_is_refused_after_the_return(db) -> None:
    old = signed()
    territory = old.pledge.territory
    actions.withdraw(territory=territory, reason="Pause.", by=referent(territory))
    actions.sign(
        territory=territory,
        charter=first_version(),
        signatory_role="Maire",
        signed_on=timezone.localdate(),
        by=None,
    )
    old.refresh_from_db()
    with pytest.raises(DomainError, match="retiré"):
        prove(old)


def test_nothing_is_withdrawn_where_nothing_was_pledged(db) -> None:
    territory = TerritoryFactory()
    with pytest.raises(DomainError, match="rien à retirer"):
        actions.withdraw(territory=territory, reason="Erreur.", by=referent(territory))
    assert not Pledge.objects.exists()


# --- A new version -----------------------------------------------------------------------------------------------


def next_version(**changed) -> CharterText:
    given: dict[str, Any] = {
        "number": "2",
        "title": "Charte",
        "introduction": CHARTER_1.introduction,
        "published_on": timezone.localdate(),
        "source": "Assemblée du réseau",
        "commitments": [
            CommitmentText("A1", Phase.BEFORE, "Nous écoutons.", "Un texte."),
            CommitmentText("N1", Phase.NETWORK, "Le réseau analyse.", "Des constats."),
        ],
    }
    return CharterText(**given | changed)


def test_new_version_becomes_the_one_that_one_signs(db) -> None:
    first_version()
    second = actions.publish_charter(text=next_version(), by=administrator())
    assert CharterVersion.objects.current() == second
    assert AuditEvent.objects.about(second).get().is_public


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "1"},
        {"published_on": datetime.date(2024, 1, 1)},
        {"published_on": datetime.date(2999, 1, 1)},
        {"commitments": [CommitmentText("A1", Phase.BEFORE, "Nous écoutons.", "")]},
    ],
)
def test_new_version_that_makes_no_sense_is_refused(db, wrong) -> None:
    first_version()
    with pytest.raises(DomainError):
        actions.publish_charter(text=next_version(**wrong), by=administrator())
    assert CharterVersion.objects.count() == 1


def test_two_versions_are_compared_word_by_word(db) -> None:
    old = first_version()
    new = actions.publish_charter(text=next_version(), by=administrator())
    changes = {change.label: change.pieces for change in charter_changes(old=old, new=new)}
    assert "".join(piece.text for piece in changes["A1"] if piece.kind != "removed") == "Nous écoutons."
    assert [piece.kind for piece in changes["R3"]] == ["removed"]
    assert "Introduction" not in changes


# --- Pages -------------------------------------------------------------------------------------------------------


def test_public_page_shows_each_commitment_and_who_signed(client, db) -> None:
    signature = signed(TerritoryFactory(name="Villeneuve-la-Franche"))
    page = client.get(reverse("concertations:charter")).content.decode()
    assert all(one.code in page for one in signature.charter.commitments.all())
    assert "Villeneuve-la-Franche" in page
    assert "3 juin 2025" in page


def test_invented_territory_is_marked_and_not_counted(db) -> None:
    signed()
    signed(TerritoryFactory(is_fictional=True))
    page = charter_page(charter=first_version())
    assert page.signed_this == 1
    assert [one.is_fictional for one in page.signatories] == [False, True]


def test_page_of_the_charter_costs_the_same_whatever_the_signatories(db, django_assert_num_queries) -> None:
    charter = first_version()
    signed()
    with django_assert_num_queries(6):
        charter_page(charter=charter)
    for _number in range(6):
        signed()
    with django_assert_num_queries(6):
        assert len(charter_page(charter=charter).signatories) == 7


def test_unknown_version_is_not_found(client, db) -> None:
    assert client.get("/charte/404/").status_code == 404


def test_comparison_page_shows_what_changed(client, db) -> None:
    first_version()
    actions.publish_charter(text=next_version(), by=administrator())
    response = client.get(reverse("concertations:charter_compare", args=["1", "2"]))
    assert response.status_code == 200
    assert "<del>" in response.content.decode()


def test_elected_person_signs_from_the_workspace(client, db) -> None:
    territory = TerritoryFactory()
    client.force_login(elected(territory))
    first_version()
    url = reverse("concertations:pledge_sign", args=[territory.slug])
    assert "Signer la version" in client.get(url).content.decode()
    response = client.post(url, {"signatory_role": "Maire", "signed_on": "2025-06-03"}, follow=True)
    assert "La charte est signée" in response.content.decode()
    assert Signature.objects.get().signed_on == SIGNED_ON


def test_signing_with_an_impossible_date_says_how_to_mend_and_keeps_what_was_typed(client, db) -> None:
    territory = TerritoryFactory()
    client.force_login(referent(territory))
    first_version()
    url = reverse("concertations:pledge_sign", args=[territory.slug])
    tomorrow = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()
    page = client.post(url, {"signatory_role": "Maire", "signed_on": tomorrow}).content.decode()
    assert "Cette date est dans l’avenir" in page
    assert 'value="Maire"' in page
    assert not Signature.objects.exists()


def test_contributor_cannot_sign(client, db) -> None:
    territory = TerritoryFactory()
    client.force_login(contributor(territory))
    assert client.get(reverse("concertations:pledge_sign", args=[territory.slug])).status_code == 403


def test_referent_of_another_territory_cannot_sign(client, db) -> None:
    client.force_login(referent(TerritoryFactory()))
    url = reverse("concertations:pledge_sign", args=[TerritoryFactory().slug])
    assert client.post(url, {"signatory_role": "Maire", "signed_on": "2025-06-03"}).status_code == 403


def test_concertation_moves_on_in_one_click_after_signing(client, db) -> None:
    territory = TerritoryFactory()
    concertation = ConcertationFactory(territory=territory)
    client.force_login(referent(territory))
    signed(territory)
    page = client.get(reverse("concertations:pledge_sign", args=[territory.slug])).content.decode()
    url = reverse("concertations:pledge_move_on", args=[territory.slug, concertation.slug])
    assert url in page
    client.post(url)
    concertation.refresh_from_db()
    assert concertation.state == State.CHARTER_SIGNED


def test_evidence_is_given_on_the_page_of_commitments(client, db) -> None:
    territory = TerritoryFactory()
    client.force_login(referent(territory))
    signed(territory)
    concertation = published_concertation(territory=territory)
    url = reverse("concertations:pledge_commitments", args=[territory.slug])
    assert client.get(url).status_code == 200
    response = client.post(
        f"{url}?engagement=R1",
        {
            "state": CommitmentState.PROVEN,
            "on": "2025-07-01",
            "url": "https://exemple.fr/reponse",
            "concertation": concertation.pk,
        },
        follow=True,
    )
    assert "engagement R1" in response.content.decode()
    assert CommitmentEvidence.objects.get().commitment.code == "R1"


def test_evidence_page_leads_to_signing_when_nothing_is_signed(client, db) -> None:
    territory = TerritoryFactory()
    client.force_login(referent(territory))
    response = client.get(reverse("concertations:pledge_commitments", args=[territory.slug]))
    assert response.url == reverse("concertations:pledge_sign", args=[territory.slug])


def test_coordinator_notes_an_announcement(client, db) -> None:
    territory = TerritoryFactory()
    client.force_login(coordinator())
    url = reverse("concertations:pledge_announce", args=[territory.slug])
    response = client.post(url, {"announced_on": "09/2024", "source_label": "Communiqué du 18 septembre 2024"})
    assert response.status_code == 302
    assert str(Pledge.objects.get().announced_on) == "septembre 2024"


def test_only_administrators_publish_a_version(client, db) -> None:
    client.force_login(coordinator())
    assert client.get(reverse("concertations:charter_new")).status_code == 403


def test_administrator_publishes_a_version_from_the_current_one(client, db) -> None:
    first_version()
    client.force_login(administrator())
    url = reverse("concertations:charter_new")
    assert "Nous facilitons le débat" in client.get(url).content.decode()
    lines = {
        "engagements-TOTAL_FORMS": "3",
        "engagements-INITIAL_FORMS": "2",
        "engagements-0-code": "A1",
        "engagements-0-phase": Phase.BEFORE,
        "engagements-0-text": "Nous écoutons.",
        "engagements-0-proof": "Un texte.",
        "engagements-1-code": "A2",
        "engagements-1-phase": Phase.BEFORE,
        "engagements-1-text": "",
        "engagements-1-proof": "",
        "engagements-2-code": "N1",
        "engagements-2-phase": Phase.NETWORK,
        "engagements-2-text": "Le réseau analyse.",
        "engagements-2-proof": "",
    }
    head = {"number": "2", "title": "Charte", "source": "Assemblée", "published_on": timezone.localdate().isoformat()}
    client.post(url, lines | head)
    second = CharterVersion.objects.get(number="2")
    assert list(second.commitments.values_list("code", flat=True)) == ["A1", "N1"]


def test_version_whose_commitments_share_a_mark_is_refused(client, db) -> None:
    first_version()
    client.force_login(administrator())
    lines = {"engagements-TOTAL_FORMS": "2", "engagements-INITIAL_FORMS": "0"}
    for index in range(2):
        lines |= {
            f"engagements-{index}-code": "A1",
            f"engagements-{index}-phase": Phase.BEFORE,
            f"engagements-{index}-text": "Nous écoutons.",
        }
    head = {"number": "2", "title": "Charte", "source": "Assemblée", "published_on": timezone.localdate().isoformat()}
    page = client.post(reverse("concertations:charter_new"), lines | head).content.decode()
    assert "le même repère" in page
    assert CharterVersion.objects.count() == 1


# --- The network's own commitments -------------------------------------------------------------------------------

NETWORK_PAGE = "/espace/reseau/charte/engagements/"


def prove_of_network(charter: CharterVersion, code: str = "N1", **changed) -> CommitmentEvidence:
    given: dict[str, Any] = {
        "state": CommitmentState.PROVEN,
        "on": SIGNED_ON,
        "url": "https://exemple.fr/etats-generaux",
        "by": coordinator(),
    }
    return actions.add_network_evidence(commitment=charter.commitments.get(code=code), **given | changed)


def test_network_proves_its_own_commitments_in_public(client, db) -> None:
    charter = first_version()
    prove_of_network(charter, state=CommitmentState.TAKEN, text="La date est choisie.", url="")
    prove_of_network(charter, text="Ils ont eu lieu.")
    page = client.get("/charte/").content.decode()
    assert "Ils ont eu lieu." in page and "La date est choisie." in page
    assert 'href="https://exemple.fr/etats-generaux"' in page
    event = AuditEvent.objects.public().about(charter).filter(verb="charter.evidence_added").first()
    assert event is not None
    assert event.detail == {"version": "1", "engagement": "N1", "etat": "prouve", "date": "2025-06-03"}


def test_network_does_not_speak_for_the_territories(db) -> None:
    with pytest.raises(DomainError, match="celui des territoires"):
        prove_of_network(first_version(), "A1")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"url": ""}, "preuve"),
        ({"on": datetime.date(2999, 1, 1)}, "avenir"),
        ({"on": datetime.date.min}, "vérifiez l’année"),
    ],
)
def test_network_is_held_to_the_rules_of_the_territories(db, changed, why) -> None:
    with pytest.raises(DomainError, match=why):
        prove_of_network(first_version(), **changed)
    assert not CommitmentEvidence.objects.exists()


def test_evidence_of_the_network_belongs_to_one_version(db) -> None:
    first = first_version()
    prove_of_network(first)
    text = CharterText(
        number="2",
        title="Charte",
        introduction="",
        published_on=timezone.localdate(),
        source="Essai",
        commitments=CHARTER_1.commitments,
    )
    second = actions.publish_charter(text=text, by=administrator())
    assert [one.is_proven for one in network_standings(charter=first)] == [True, False, False, False]
    assert not any(one.is_proven for one in network_standings(charter=second))


def test_coordinator_says_on_a_page_where_the_network_stands(client, db) -> None:
    first_version()
    client.force_login(coordinator())
    address = f"{NETWORK_PAGE}?version=1&engagement=N2"
    assert "Preuve attendue" in client.get(address).content.decode()
    empty = client.post(address, {"state": CommitmentState.NOT_KEPT, "on": "11/03/2025", "text": "", "url": ""})
    assert "Joignez une preuve" in empty.content.decode()
    said = {"state": CommitmentState.NOT_KEPT, "on": "11/03/2025", "text": "Le budget a manqué.", "url": ""}
    assert client.post(address, said)["Location"] == f"{NETWORK_PAGE}?version=1"
    assert "Le budget a manqué." in client.get("/charte/1/").content.decode()
    assert client.post(f"{NETWORK_PAGE}?engagement=A1", said).status_code == 404
    assert client.get(f"{NETWORK_PAGE}?version=99").status_code == 404


def test_only_the_network_speaks_for_the_network(client, db) -> None:
    first_version()
    client.force_login(referent(TerritoryFactory()))
    assert client.get(NETWORK_PAGE).status_code == 403
