import smtplib

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from commun.concertations.actions.contact import NotSent, receivers, write_to_referents
from commun.concertations.models import Concertation
from commun.core.models import AuditEvent
from tests.accounts.factories import contributor, coordinator, council_member, referent
from tests.concertations.factories import ConcertationFactory, published_concertation
from tests.territories.factories import TerritoryFactory

SENT = {"message": "Quand répondez-vous ?", "email": "habitante@exemple.fr"}


@pytest.fixture(autouse=True)
def _no_one_wrote_yet(db) -> None:
    cache.clear()


def send(client, about, **changed):
    name = "contact" if isinstance(about, Concertation) else "territory_contact"
    return client.post(reverse(f"concertations:{name}", args=[about.slug]), SENT | changed, follow=True)


def test_message_reaches_the_referent_and_answers_go_to_the_sender(client) -> None:
    concertation = published_concertation()
    page = send(client, concertation).content.decode()
    assert "Votre message est parti" in page
    assert mail.outbox[0].to == [concertation.referent_email]
    assert mail.outbox[0].reply_to == ["habitante@exemple.fr"]
    assert "Quand répondez-vous ?" in mail.outbox[0].body


def test_address_of_the_referent_is_shown_nowhere(client) -> None:
    concertation = published_concertation()
    page = client.get(reverse("concertations:contact", args=[concertation.slug])).content.decode()
    page += send(client, concertation).content.decode()
    assert concertation.referent_email not in page


def test_territory_without_a_referent_sends_to_the_network(client) -> None:
    territory = TerritoryFactory()
    contributor(territory)
    alix = coordinator()
    send(client, territory)
    assert [one.to for one in mail.outbox] == [[alix.email]]


def test_receivers_do_not_see_one_another(client) -> None:
    territory = TerritoryFactory()
    people = {referent(territory).email, referent(territory).email}
    send(client, territory)
    assert [len(one.to) for one in mail.outbox] == [1, 1]
    assert {one.to[0] for one in mail.outbox} == people


def test_draft_concertation_has_no_contact_page(client) -> None:
    assert client.get(reverse("concertations:contact", args=[ConcertationFactory().slug])).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "habitante@exemple.fr\nBcc: tous@exemple.fr"},
        {"nom": "Camille\r\nBcc: tous@exemple.fr"},
        {"email": "pas une adresse"},
        {"message": ""},
        {"message": "x" * 5001},
    ],
)
def test_forged_or_unreadable_message_is_refused_and_kept_on_the_page(client, wrong) -> None:
    territory = TerritoryFactory()
    referent(territory)
    page = send(client, territory, **wrong).content.decode()
    assert mail.outbox == []
    assert "erreurs" in page


def test_program_that_fills_the_hidden_field_is_thanked_and_ignored(client) -> None:
    territory = TerritoryFactory()
    referent(territory)
    assert "Votre message est parti" in send(client, territory, site="https://spam.example").content.decode()
    assert mail.outbox == []


def test_sixth_message_of_an_hour_waits_and_nothing_typed_is_lost(client) -> None:
    territory = TerritoryFactory()
    referent(territory)
    for _number in range(5):
        send(client, territory)
    response = send(client, territory, message="Le sixième.")
    assert response.status_code == 429
    assert "Le sixième." in response.content.decode()
    assert len(mail.outbox) == 5


def test_mail_that_does_not_leave_is_said(client, monkeypatch) -> None:
    def broken(self, messages):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(EmailBackend, "send_messages", broken)
    territory = TerritoryFactory()
    referent(territory)
    page = send(client, territory).content.decode()
    assert "Le message n’est pas parti" in page
    assert "Quand répondez-vous ?" in page


def test_nothing_of_a_visitor_is_stored(client) -> None:
    territory = TerritoryFactory()
    referent(territory)
    before = AuditEvent.objects.count()
    send(client, territory, nom="Camille Habitante")
    assert AuditEvent.objects.count() == before


def test_network_message_is_traced_without_its_content(db) -> None:
    territory = TerritoryFactory()
    camille = referent(territory)
    alix = coordinator()
    assert write_to_referents(territory=territory, subject="Relance", message="Où en êtes-vous ?", by=alix) == 1
    assert mail.outbox[0].to == [camille.email]
    assert mail.outbox[0].reply_to == [alix.email]
    event = AuditEvent.objects.get(verb="network.wrote_to_referent")
    assert event.detail == {"destinataires": 1}
    assert not event.is_public


def test_network_message_without_any_receiver_is_refused(db) -> None:
    with pytest.raises(NotSent, match="pas encore de personne référente"):
        write_to_referents(territory=TerritoryFactory(), subject="Relance", message="…", by=coordinator())


def test_scientific_council_does_not_receive_what_is_for_coordinators(db) -> None:
    council_member()
    assert receivers(territory=TerritoryFactory()) == []
