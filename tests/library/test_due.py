"""What a person's sheets wait for, and the mails that remind of it: once each, whatever happens."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from commun.accounts.desk import desk_of, tasks_of
from commun.core.models import CheckedAddress
from commun.library.actions import reviews
from commun.library.enums import Moment, Stage
from commun.library.models import CorrectionRequest, Deployment, Evaluation, SheetReminder
from commun.library.reminders import send_due
from commun.library.reviewing import texts_digest
from tests.accounts.factories import contributor, coordinator, elected, referent
from tests.library.evaluations import evaluated
from tests.library.factories import draft, published
from tests.territories.factories import TerritoryFactory

pytestmark = pytest.mark.django_db

DUE = datetime.date(2027, 3, 10)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def here():
    return TerritoryFactory()


def due(user) -> list[str]:
    return [task.title for task in tasks_of(desk_of(user=user, on=timezone.localdate()))]


def aged(here, **values) -> Deployment:
    sheet = published(here, **values).deployment
    Deployment.objects.filter(pk=sheet.pk).update(next_check_on=DUE)
    sheet.refresh_from_db()
    return sheet


def test_a_draft_says_its_next_step_to_who_may_take_it(here) -> None:
    sheet, agent, leader = draft(here, need=""), contributor(here), referent(here)
    assert any("1 champ manque" in title for title in due(agent))
    Deployment.objects.filter(pk=sheet.pk).update(need="Un besoin.")
    assert "Faire relire la fiche avant de la publier" in due(agent)
    sheet.refresh_from_db()
    reviews.ask(sheet=sheet, by=agent)
    assert not [title for title in due(agent) if "fiche" in title.lower()]
    elsewhere = TerritoryFactory()
    outsider = contributor(elsewhere)
    assert "1 fiche d’un autre territoire à relire" in due(outsider)
    reviews.answer(sheet=sheet, territory=elsewhere, is_readable=True, seen=texts_digest(sheet), by=outsider)
    assert "Prête : publier la fiche" in due(leader)
    assert "Prête : publier la fiche" in due(elected(here))
    assert "Prête : publier la fiche" not in due(agent)


def test_a_refused_text_is_to_rewrite_and_a_rewritten_one_that_was_understood_waits_for_its_publication(here) -> None:
    sheet, agent, leader = published(here).deployment, contributor(here), referent(here)
    elsewhere = TerritoryFactory()
    outsider = contributor(elsewhere)
    Deployment.objects.filter(pk=sheet.pk).update(need="Un besoin que l’on a récrit.")
    assert "Faire relire la fiche avant de la publier" in due(agent)
    for is_readable in (False, True):
        sheet.refresh_from_db()
        reviews.ask(sheet=sheet, by=agent)
        assert not [title for title in due(agent) if "relecture" in title or "relire" in title]
        reviews.answer(
            sheet=sheet,
            territory=elsewhere,
            is_readable=is_readable,
            seen=texts_digest(sheet),
            remarks="" if is_readable else "On ne comprend pas.",
            by=outsider,
        )
        assert ("Récrire les textes d’après la relecture" in due(agent)) is not is_readable
    ready = "Textes récrits et relus : publier les changements"
    assert ready in due(leader) and ready not in due(agent)
    sheet.refresh_from_db()
    reviews.release(sheet=sheet, by=leader)
    assert ready not in due(leader)


def test_a_use_that_runs_is_to_evaluate_once_and_again_a_year_later(here) -> None:
    agent = contributor(here)
    published(here, title="Exploration seulement", stage=Stage.EXPLORATION)
    sheet = draft(here, stage=Stage.IN_USE)
    first, again = "Évaluer l’usage : il sert sans l’avoir été", "Évaluer de nouveau l’usage"
    assert due(agent).count(first) == 1
    evaluation = evaluated(sheet, moment=Moment.DURING, on=timezone.localdate() - 364 * DAY)
    assert not [title for title in due(agent) if title.startswith("Évaluer")]
    Evaluation.objects.filter(pk=evaluation.pk).update(evaluated_on=timezone.localdate() - 365 * DAY)
    assert [title for title in due(agent) if title.startswith(again)]
    assert not [title for title in due(elected(TerritoryFactory())) if title.startswith("Évaluer")]


def test_what_ages_what_is_asked_and_what_died_is_due(here) -> None:
    sheet, agent = published(here).deployment, contributor(here)
    assert not [title for title in due(agent) if "fiche" in title.lower()]
    Deployment.objects.filter(pk=sheet.pk).update(next_check_on=timezone.localdate() - DAY)
    CorrectionRequest.objects.create(deployment=sheet, text="Faux.")
    sheet.links.create(title="Page", url="https://exemple.fr/morte", is_public=True)
    CheckedAddress.objects.create(
        url="https://exemple.fr/morte", checked_at=timezone.now(), is_dead=True, dead_since=timezone.localdate()
    )
    titles = due(agent)
    assert titles[0].startswith("Fiche à revérifier")
    assert "1 correction proposée à traiter" in titles and "1 lien mort à remplacer" in titles
    assert not [title for title in due(contributor(TerritoryFactory())) if "fiche" in title.lower()]


def test_the_list_costs_the_same_whatever_the_number_of_sheets(here, django_assert_max_num_queries) -> None:
    agent = referent(here)
    draft(here)
    published(here, stage=Stage.IN_USE)
    with django_assert_max_num_queries(40) as few:
        due(agent)
    for number in range(4):
        draft(here, title=f"Usage {number}")
        public = published(here, title=f"Public {number}", stage=Stage.IN_USE)
        CorrectionRequest.objects.create(deployment=public.deployment, text="x")
    with django_assert_max_num_queries(len(few)):
        due(agent)


def test_the_functional_address_is_reminded_else_the_referents(here) -> None:
    leader = referent(here)
    contributor(here)
    aged(here, contact_email="eau@ville.exemple.fr")
    aged(here, title="Un autre usage")
    send_due(on=DUE)
    assert sorted(one.to[0] for one in mail.outbox) == sorted(["eau@ville.exemple.fr", leader.email])
    assert all("Toujours exact" in one.subject for one in mail.outbox)


def test_each_mail_leaves_once_and_a_second_a_month_later(here) -> None:
    referent(here)
    aged(here)
    assert send_due(on=DUE - DAY).sent == 0
    assert vars(send_due(on=DUE)) == {"sent": 1, "failed": 0, "already": 0}
    for days in (0, 1, 29):
        assert send_due(on=DUE + days * DAY).sent == 0
    assert send_due(on=DUE + 30 * DAY).sent == 1
    assert send_due(on=DUE + 60 * DAY).sent == 0
    assert send_due(on=DUE + 120 * DAY).sent == 0
    assert SheetReminder.objects.count() == 2
    assert not SheetReminder.objects.filter(recipient_sha256__contains="@").exists()


def test_nobody_is_written_to_about_what_the_network_rebuilt_or_invented(here) -> None:
    coordinator()
    Deployment.objects.filter(pk=aged(here).pk).update(is_documented_by_network=True)
    aged(TerritoryFactory(is_fictional=True))
    assert send_due(on=DUE).sent == 0


def test_the_command_sends_what_every_app_has_due(here, capsys) -> None:
    referent(here)
    aged(here)
    call_command("send_reminders", "--on", DUE.isoformat(), "--dry-run")
    assert mail.outbox == [] and "1" in capsys.readouterr().out
    call_command("send_reminders", "--on", DUE.isoformat())
    call_command("send_reminders", "--on", DUE.isoformat())
    assert len(mail.outbox) == 1
