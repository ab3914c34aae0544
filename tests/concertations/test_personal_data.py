"""What a person signed is in the file they receive, and stays public without them once they are gone."""

import datetime

from django.core.management import call_command
from django.utils import timezone

from commun.accounts import actions, personal_data
from commun.concertations.enums import State
from commun.concertations.models import Answer, Concertation, Transition
from commun.core import audit
from commun.core.dates import years_before
from commun.core.models import AuditEvent
from tests.accounts.factories import InvitationFactory, UserFactory
from tests.concertations.factories import (
    ConcertationFactory,
    published_concertation,
    referent_of,
    signed_pledge,
    unanswered_proposition,
)


def test_the_export_holds_what_the_person_signed_published_and_answered(db) -> None:
    proposition = unanswered_proposition()
    concertation = proposition.concertation
    user = referent_of(concertation)
    pledge = signed_pledge()
    pledge.signatures.update(recorded_by=user)
    type(concertation).objects.filter(pk=concertation.pk).update(published_by=user)
    Answer.objects.create(
        proposition=proposition,
        decision="retenue",
        author_role="Vice-présidente",
        answered_on="2025-03-11",
        published_by=user,
    )
    data = personal_data.export(user)
    assert data["signatures de la charte enregistrées"][0]["territoire"] == pledge.territory.name
    assert data["concertations publiées"][0]["concertation"] == concertation.title
    assert len(data["réponses publiées"]) == 1
    actions.erase(user=user)
    answer = Answer.objects.get()
    assert (answer.published_by, answer.author_role) == (None, "Vice-présidente")


def test_what_another_person_published_is_not_in_it(db) -> None:
    concertation = published_concertation(title="Une autre question")
    stranger = referent_of(published_concertation())
    assert concertation.title not in str(personal_data.export(stranger))


def test_the_address_on_the_records_one_led_is_exported_then_erased(db) -> None:
    """`referent_email` is text: no foreign key leads to it."""
    concertation = published_concertation()
    user = referent_of(concertation)
    Concertation.objects.filter(pk=concertation.pk).update(referent_email=user.email.upper())
    untouched = published_concertation(referent_email="autre@exemple.fr")
    assert personal_data.export(user)["fiches dont vous êtes la personne référente"] == [
        {"concertation": concertation.title, "adresse": user.email.upper()}
    ]
    actions.erase(user=user)
    before = concertation.version
    concertation.refresh_from_db()
    untouched.refresh_from_db()
    assert (concertation.referent_email, untouched.referent_email) == ("", "autre@exemple.fr")
    assert concertation.version == before + 1, "a form open elsewhere would bring the address back"


def ended(state: State, years_ago: int) -> Concertation:
    concertation: Concertation = ConcertationFactory(
        state=state, interrupted_from=State.PREPARATION if state == State.INTERRUPTED else ""
    )
    Transition.objects.create(
        concertation=concertation,
        source=State.PREPARATION,
        target=state,
        at=years_before(timezone.now(), years_ago) - datetime.timedelta(days=1),
    )
    return concertation


def addresses() -> dict[int, str]:
    return {one.pk: one.referent_email for one in Concertation.objects.all()}


def test_what_has_served_its_time_is_forgotten_once(db, settings, capsys) -> None:
    settings.RETENTION_YEARS = 3
    old, left = ended(State.CLOSED, 3), ended(State.INTERRUPTED, 4)
    recent, under_way = ended(State.CLOSED, 2), ended(State.UNDER_WAY, 9)
    user = UserFactory()
    ancient = audit.record("essai", target=old, by=user, by_role="Référente")
    AuditEvent.objects.filter(pk=ancient.pk).update(at=years_before(timezone.now(), 4))
    fresh = audit.record("essai", target=old, by=user)
    dead, pending = InvitationFactory(), InvitationFactory()
    long_ago = timezone.now() - datetime.timedelta(days=90)
    type(dead).objects.filter(pk=dead.pk).update(invited_at=long_ago, expires_at=long_ago + datetime.timedelta(days=14))

    call_command("purge_personal_data")
    once = capsys.readouterr().out
    assert "adresses de personnes référentes : 2" in once
    assert "invitations : 1" in once
    assert "liens entre le journal et les comptes : 1" in once
    emails = addresses()
    assert (emails[old.pk], emails[left.pk]) == ("", "")
    assert emails[recent.pk]
    assert emails[under_way.pk]
    ancient.refresh_from_db()
    fresh.refresh_from_db()
    assert (ancient.by, ancient.by_role, fresh.by) == (None, "Référente", user)
    assert list(type(dead).objects.all()) == [pending]

    call_command("purge_personal_data")
    assert {line.rpartition(" : ")[2] for line in capsys.readouterr().out.splitlines()} == {"0"}
