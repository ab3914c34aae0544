"""The public clock: what it says, the mails it sends, the links in them."""

import datetime
import re
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail, signing
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from commun.accounts.enums import Role
from commun.concertations import quarterly
from commun.concertations.actions import answers, follow_ups, reminders
from commun.concertations.enums import Decision, FollowUpState, ReminderKind
from commun.concertations.models import Reminder
from commun.concertations.queries.clock import clock as read_clock
from commun.concertations.queries.reminders import kind_due, quarter_of
from commun.core.models import AuditEvent
from commun.core.reminders import Report
from tests.accounts.factories import member
from tests.concertations.factories import concertation_awaiting_answer, referent_of
from tests.territories.factories import TerritoryFactory

DUE = datetime.date(2027, 1, 1)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def travel():
    with time_machine.travel("2026-07-01T10:00:00+02:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def concertation(db, travel):
    made = concertation_awaiting_answer(propositions=2, answer_due_on=DUE)
    travel.move_to("2026-09-15T10:00:00+02:00")
    return made


@pytest.fixture
def action(concertation):
    proposition = concertation.takeaways.first()
    referent = referent_of(concertation)
    answers.answer(
        proposition=proposition,
        decision=Decision.RETAINED,
        reason="",
        author_role="Maire",
        body="",
        answered_on=datetime.date(2026, 9, 15),
        by=referent,
    )
    return follow_ups.promise(
        proposition=proposition, title="Publier l’inventaire", owner_role="DSI", due_on=DUE, by=referent
    )


# --- What the clock says ---------------------------------------------------------------------------------------------


@given(
    restituted=st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 1, 1)),
    promised=st.integers(0, 400),
    elapsed=st.integers(0, 2000),
    answered=st.none() | st.integers(0, 2000),
)
def test_a_clock_either_runs_or_has_stopped(restituted, promised, elapsed, answered):
    due = restituted + promised * DAY
    told = read_clock(
        restituted_on=restituted,
        due_on=due,
        answered_on=None if answered is None else restituted + answered * DAY,
        on=restituted + elapsed * DAY,
    )
    assert told.is_running is (answered is None)
    assert told.days_waiting == (elapsed if answered is None else None)
    assert told.days_late == (max(0, elapsed - promised) if answered is None else 0)
    assert told.days_taken == answered


def test_without_a_restitution_date_no_delay_is_invented():
    told = read_clock(restituted_on=None, due_on=None, answered_on=None, on=DUE)
    assert (told.days_waiting, told.days_late) == (None, 0)


# --- Which mail is due -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (-31, None),
        (-30, ReminderKind.BEFORE),
        (-1, ReminderKind.BEFORE),
        (0, ReminderKind.DUE),
        (29, ReminderKind.DUE),
        (30, ReminderKind.AFTER),
        (89, ReminderKind.AFTER),
        (90, None),
    ],
)
def test_each_reminder_has_its_window(days, kind):
    assert kind_due(DUE, DUE + days * DAY) == kind


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)))
def test_a_quarter_begins_on_the_first_day_of_one_month_in_three(day):
    start = quarter_of(day)
    assert start <= day < start + 93 * DAY
    assert (start.day, start.month % 3) == (1, 1)


# --- The three reminders ---------------------------------------------------------------------------------------------


def test_each_reminder_is_sent_once_to_each_referent(concertation):
    concertation.referent_email = "Service.Numerique@exemple.fr"
    concertation.save()
    member(concertation.territory, email="service.numerique@EXEMPLE.fr")
    member(concertation.territory, Role.CONTRIBUTOR)
    for days, subject in ((-30, "moins d’un mois"), (0, "est arrivée"), (30, "en retard")):
        mail.outbox.clear()
        for _time in range(2):
            reminders.send_due(on=DUE + days * DAY)
        assert len(mail.outbox) == 2
        assert {message.to[0].casefold() for message in mail.outbox} == {
            "service.numerique@exemple.fr",
            referent_of(concertation).email,
        }
        assert all(subject in message.subject for message in mail.outbox)
        assert all(reverse("concertations:answers", args=[concertation.slug]) in m.body for m in mail.outbox)


def test_the_mail_that_was_missed_is_caught_up_once(concertation):
    reminders.send_due(on=DUE + 12 * DAY)
    assert len(mail.outbox) == len({message.to[0] for message in mail.outbox}) == 2
    assert all("est arrivée" in message.subject for message in mail.outbox)


def test_nobody_is_reminded_once_the_answer_is_complete(concertation):
    for proposition in concertation.takeaways.all():
        answers.answer(
            proposition=proposition,
            decision=Decision.RETAINED,
            reason="",
            author_role="Maire",
            body="",
            answered_on=datetime.date(2026, 9, 15),
            by=referent_of(concertation),
        )
    concertation.state = "reponse_publiee"
    concertation.save()
    assert reminders.send_due(on=DUE).sent == 0


def test_the_invented_territory_writes_to_nobody_outside_a_demonstration(db, settings):
    concertation_awaiting_answer(answer_due_on=DUE, territory=TerritoryFactory(is_fictional=True))
    assert reminders.send_due(on=DUE).sent == 0
    settings.DEMO = True
    assert reminders.send_due(on=DUE).sent == 2


def test_a_mail_that_could_not_leave_is_sent_later_and_the_others_are_not_sent_twice(concertation, monkeypatch, caplog):
    send, broken = EmailMessage.send, "referente.privee@exemple.fr"

    def fail_for_one(self, fail_silently=False):
        if self.to == [broken]:
            raise SMTPServerDisconnected("connection lost with referente.privee@exemple.fr")
        return send(self, fail_silently)

    monkeypatch.setattr(EmailMessage, "send", fail_for_one)
    assert vars(reminders.send_due(on=DUE)) == {"sent": 1, "failed": 1, "already": 0}
    assert "@" not in caplog.text
    with pytest.raises(CommandError, match="relancez"):
        call_command("send_reminders", on=DUE)
    monkeypatch.setattr(EmailMessage, "send", send)
    assert vars(reminders.send_due(on=DUE + DAY)) == {"sent": 1, "failed": 0, "already": 1}
    assert sorted(message.to[0] for message in mail.outbox) == sorted({broken, referent_of(concertation).email})


def test_a_mail_being_sent_by_another_process_is_left_to_it_unless_it_died(concertation, travel):
    reminders.send_due(on=DUE)
    mail.outbox.clear()
    Reminder.objects.update(sent_at=None)
    assert vars(reminders.send_due(on=DUE)) == {"sent": 0, "failed": 0, "already": 2}
    travel.shift(datetime.timedelta(minutes=16))
    assert reminders.send_due(on=DUE).sent == 2


def test_a_command_that_starts_while_another_sends_does_not_send_the_same_mail(concertation, monkeypatch):
    send = EmailMessage.send
    others: list[Report | None] = []

    def send_while_another_command_runs(self, fail_silently=False):
        if not others:
            others.append(None)
            others.append(reminders.send_due(on=DUE))
        return send(self, fail_silently)

    monkeypatch.setattr(EmailMessage, "send", send_while_another_command_runs)
    first = reminders.send_due(on=DUE)
    assert [first.sent, *(report.sent for report in others if report)] == [1, 1]
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 2


def test_a_dry_run_sends_and_writes_nothing(concertation, capsys):
    call_command("send_reminders", "--on", DUE.isoformat(), "--dry-run")
    assert "Seraient envoyés : 2" in capsys.readouterr().out
    assert not mail.outbox
    assert not Reminder.objects.exists()


def test_no_address_is_kept_with_the_reminders(concertation):
    reminders.send_due(on=DUE)
    assert all(re.fullmatch(r"[0-9a-f]{64}", row.recipient_sha256) for row in Reminder.objects.all())
    assert not AuditEvent.objects.filter(verb="reminder.sent", is_public=True).exists()


# --- The quarterly check ---------------------------------------------------------------------------------------------


def links_of(body):
    return [line.strip().removeprefix("http://127.0.0.1:8000") for line in body.splitlines() if "/suivi/" in line]


def test_the_quarterly_mail_lists_open_promises_with_four_links_each(action, travel):
    travel.move_to("2026-10-02T08:00:00+02:00")
    for _time in range(2):
        reminders.send_due(on=datetime.date(2026, 10, 2))
    assert len(mail.outbox) == 2
    body = mail.outbox[0].body
    assert "Publier l’inventaire" in body
    assert [quarterly.read(link.split("/")[2]).choice for link in links_of(body)] == list(quarterly.Choice)


def test_no_quarterly_mail_when_nothing_is_open(action, travel):
    follow_ups.record_milestone(
        follow_up=action,
        state=FollowUpState.DONE,
        on=datetime.date(2026, 9, 15),
        text="Fait.",
        version=1,
        by=referent_of(action.proposition.concertation),
    )
    assert reminders.send_due(on=datetime.date(2026, 10, 2)).sent == 0


def address(action, choice):
    token = quarterly.token_for(quarterly.Link(action.uid, choice, action.version))
    return reverse("concertations:quarterly_answer", args=[token])


@pytest.mark.parametrize("choice", list(quarterly.Choice))
def test_opening_a_link_changes_nothing(client, action, choice):
    before = AuditEvent.objects.count()
    page = client.get(address(action, choice))
    assert page.status_code == 200
    assert "Confirmer" in page.content.decode()
    action.refresh_from_db()
    assert (action.state, AuditEvent.objects.count()) == (FollowUpState.ANNOUNCED, before)


@pytest.mark.parametrize(
    ("choice", "typed", "state"),
    [
        (quarterly.Choice.NOTHING_NEW, {}, FollowUpState.ANNOUNCED),
        (quarterly.Choice.MOVED, {"text": "Le marché est signé."}, FollowUpState.UNDER_WAY),
        (quarterly.Choice.DONE, {"proof_url": "https://exemple.fr/preuve"}, FollowUpState.DONE),
        (quarterly.Choice.ABANDONED, {"text": "Faute de moyens."}, FollowUpState.ABANDONED),
    ],
)
def test_confirming_records_what_the_link_says(client, action, choice, typed, state):
    page = client.post(address(action, choice), typed)
    assert "C’est publié" in page.content.decode()
    action.refresh_from_db()
    assert action.state == state
    verb = "follow_up.checked" if choice == quarterly.Choice.NOTHING_NEW else "follow_up.moved"
    event = AuditEvent.objects.public().about(action.proposition).get(verb=verb)
    assert (event.by, "courrier trimestriel" in event.by_role) == (None, True)


def test_abandoning_from_a_link_needs_its_reason(client, action):
    page = client.post(address(action, quarterly.Choice.ABANDONED), {"text": " "})
    assert "Pourquoi l’action est-elle abandonnée" in page.content.decode()
    action.refresh_from_db()
    assert action.state == FollowUpState.ANNOUNCED


def test_a_link_answers_once(client, action):
    link = address(action, quarterly.Choice.MOVED)
    assert client.post(link, {"text": "Le marché est signé."}).status_code == 200
    again = client.post(link, {"text": "Autre chose."})
    assert (again.status_code, action.milestones.count()) == (409, 1)


def test_an_old_or_forged_link_says_so(client, action, travel):
    link = address(action, quarterly.Choice.DONE)
    assert client.get(link[:-4] + "xxx/").status_code == 410
    travel.shift(datetime.timedelta(days=46))
    page = client.post(link, {"proof_url": "https://exemple.fr"})
    assert page.status_code == 410
    assert "45 jours" in page.content.decode()
    action.refresh_from_db()
    assert action.state == FollowUpState.ANNOUNCED


def test_a_token_made_for_another_purpose_opens_nothing(client, action):
    token = signing.dumps([action.uid, "fait", 1], salt="autre")
    assert client.get(reverse("concertations:quarterly_answer", args=[token])).status_code == 410
