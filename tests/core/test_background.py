"""The queue: nothing lost, nothing twice at once, whatever dies; what fails is tried again, then waits for a person."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from commun.accounts.enums import NetworkRole
from commun.core.background import Lane, Scheduled, Stopping, declared, housekeeping, queue, schedule, worker, workers
from commun.core.models import AuditEvent, BackgroundWorker, ScheduledSlot
from tests import working
from tests.accounts.factories import network_member
from tests.core import jobs

ROOT = Path(__file__).resolve().parent.parent.parent
MORNING = datetime(2026, 11, 23, 7, 30, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def _nothing_done_yet():
    jobs.done.clear()


def work() -> None:
    working.work("tests")


def claimed(by: str) -> queue.Row:
    row = queue.claim(by)
    assert row is not None
    return row


def one() -> DBTaskResult:
    """The task of this module: the clock of a test may pass an hour that a job of the site is due at."""
    return DBTaskResult.objects.get(task_path__startswith="tests.")


# --- Real processes --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_killed_workers_lose_nothing_and_never_run_a_task_twice_at_once():
    """Two workers; the process that runs the long task is killed twice in its middle, on either database."""
    environment = dict(os.environ)
    if connection.vendor == "sqlite":
        environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "tests.core.queue_trial"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {status for status, _attempts in told["tasks"].values()} == {"SUCCESSFUL"}
    assert len(told["tasks"]) == 41
    assert told["tasks"]["long"] == ["SUCCESSFUL", 3]
    assert told["ended"] == 0
    lines = [line.split() for line in told["lines"]]
    assert [key for what, key, _pid in lines if what == "ends"].count("long") == 1
    # What was killed ran the long task alone: each short one ran once.
    shorts = [key for what, key, _pid in lines if what == "ends" and key != "long"]
    assert set(shorts) == {f"short-{number}" for number in range(40)}
    assert len(shorts) == 40
    assert len({pid for _what, _key, pid in lines}) >= 3


# --- Attempts --------------------------------------------------------------------------------------------------------


def test_a_task_is_enqueued_with_its_transaction_or_not_at_all(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.long.enqueue()
        _ = 1 / 0
    assert not DBTaskResult.objects.exists()


def test_a_task_that_fails_is_tried_again_ever_later_then_is_a_dead_letter(db):
    with time_machine.travel(MORNING, tick=False) as clock:
        jobs.fail.enqueue("a")
        work()
        assert (one().status, one().run_after, len(one().worker_ids)) == ("READY", MORNING + timedelta(minutes=1), 1)
        work()
        assert jobs.done == ["a"]
        clock.shift(timedelta(minutes=1))
        work()
        assert one().run_after == MORNING + timedelta(minutes=11)
        clock.shift(timedelta(minutes=10))
        work()
    assert jobs.done == ["a", "a", "a"]
    assert one().status == "FAILED"
    assert "ValueError: refusé : a" in one().traceback


def test_a_task_that_gives_up_is_a_dead_letter_at_once(db):
    jobs.give_up.enqueue()
    work()
    assert (one().status, len(one().worker_ids)) == ("FAILED", 1)


def test_a_task_that_lasts_is_interrupted_at_its_limit(db):
    jobs.last.enqueue()
    work()
    assert one().status == "FAILED"
    assert len(one().worker_ids) == 2
    assert "TookTooLong" in one().exception_class_path


def test_a_task_that_gives_way_goes_back_and_is_not_counted(db):
    jobs.long.enqueue()
    asked = Stopping().keep()
    asked.ask()
    row = claimed("w")
    assert not queue.run(row)
    assert (one().status, one().worker_ids) == ("READY", [])
    Stopping().keep()
    work()
    assert jobs.done == ["long"]


def test_a_task_that_no_code_knows_waits_for_the_release_that_does(db):
    jobs.long.enqueue()
    DBTaskResult.objects.update(task_path="tests.core.jobs.unborn")
    work()
    assert (one().status, one().exception_class_path) == ("READY", "builtins.ImportError")


# --- The dead --------------------------------------------------------------------------------------------------------


def test_the_tasks_of_the_dead_are_put_back_and_those_of_the_living_are_not(db):
    alive, dead, silent = _three()
    rows = []
    for name in (alive, dead, silent):
        jobs.long.enqueue()
        rows.append(claimed(name))
    assert workers.reap() == 2
    states = [DBTaskResult.objects.get(pk=row.pk).status for row in rows]
    assert states == ["RUNNING", "READY", "READY"]
    assert set(BackgroundWorker.objects.values_list("name", flat=True)) == {alive}


def _three() -> tuple[str, str, str]:
    """This process; one of this machine that was another; one of elsewhere, silent for two minutes."""
    mine = workers.register()
    here = mine.machine
    BackgroundWorker.objects.create(name="dead", machine=here, pid=mine.pid, birth="another")
    BackgroundWorker.objects.create(
        name="silent", machine="elsewhere", pid=1, birth="1", seen_at=timezone.now() - timedelta(minutes=2)
    )
    return mine.name, "dead", "silent"


def test_a_task_whose_processes_all_die_is_a_dead_letter_in_the_end(db):
    jobs.fail.enqueue("a")
    for number in range(3):
        assert queue.claim(f"gone-{number}")
        workers.reap()
    assert (one().status, jobs.done) == ("FAILED", [])
    assert "WorkerDied" in one().exception_class_path


def test_who_lost_a_task_says_nothing_more_about_it(db):
    jobs.long.enqueue()
    lost = claimed("slept")
    workers.reap()
    taken = claimed("other")
    queue.run(lost)
    assert (one().status, one().worker_ids) == ("RUNNING", ["slept", "other"])
    queue.run(taken)
    assert one().status == "SUCCESSFUL"


# --- Fixed hours -----------------------------------------------------------------------------------------------------


@pytest.fixture
def morning_job(monkeypatch):
    job = Scheduled("tests.morning", "0 7 * * *", "tests.core.jobs.each_morning")
    declared.scheduled()
    monkeypatch.setattr(declared, "_SCHEDULED", {job.job: job})
    return job


def test_a_slot_is_enqueued_once_however_many_machines_look(db, morning_job, monkeypatch):
    with time_machine.travel(MORNING, tick=False) as clock:
        assert schedule.enqueue_due() == 0  # seen for the first time: this morning's is not made up for
        clock.shift(timedelta(days=3))
        # Another machine looked at the same instant, and both saw that nobody had written the slot.
        slot = schedule.last_slot(morning_job, timezone.now())
        assert schedule._enqueue(morning_job, slot, is_new=False)
        assert not schedule._enqueue(morning_job, slot, is_new=False)
        assert schedule.enqueue_due() == 0
        work()
        assert jobs.done == ["2026-11-26T07:00:00+01:00"]
        assert schedule.next_slot(morning_job, timezone.now()) == MORNING + timedelta(days=4, minutes=-30)


def test_the_queue_forgets_what_is_over(db):
    now = timezone.now()
    for status, days in (("SUCCESSFUL", 6), ("SUCCESSFUL", 8), ("FAILED", 80), ("FAILED", 100)):
        jobs.long.enqueue()
        DBTaskResult.objects.filter(status="READY").update(status=status, finished_at=now - timedelta(days=days))
    ScheduledSlot.objects.create(job="a", slot=now - timedelta(days=500))
    assert housekeeping.prune.call(slot="") == 2
    assert not ScheduledSlot.objects.exists()


@pytest.mark.once("no database is asked")
def test_a_lane_whose_database_restarts_begins_again(monkeypatch):
    monkeypatch.setattr(worker, "_AFTER_A_FAULT", 0.0)
    steps = []

    def step(stopping, _tell) -> bool:
        steps.append(1)
        if len(steps) == 1:
            raise OperationalError
        stopping.ask()
        return True

    monkeypatch.setattr(connections, "close_all", lambda: None)
    worker.work(Lane("a", step=step), Stopping(), lambda _told: None)
    assert len(steps) == 2


# --- The page --------------------------------------------------------------------------------------------------------


def test_a_coordinator_sees_dead_letters_and_puts_one_back(client, db, django_assert_num_queries):
    coordinator = network_member(NetworkRole.COORDINATOR)
    client.force_login(coordinator)
    jobs.give_up.enqueue()
    jobs.fail.enqueue("a")
    jobs.long.enqueue()
    DBTaskResult.objects.filter(task_path__endswith="long").update(run_after=timezone.now() + timedelta(days=1))
    work()
    page = client.get(reverse("site:background")).content.decode()
    assert "Renoncer" in page
    assert "GiveUp: l’adresse n’existe plus" in page
    assert "Aucun processus ne travaille" in page
    dead = DBTaskResult.objects.get(status="FAILED")
    address = reverse("site:background_put_back", args=[dead.pk])
    answer = client.post(address, follow=True)
    assert "Le travail est remis dans la file." in answer.content.decode()
    dead.refresh_from_db()
    assert (dead.status, dead.worker_ids, dead.traceback) == ("READY", [], "")
    assert AuditEvent.objects.get(verb="background.put_back").by == coordinator
    assert "n’est plus en échec" in client.post(address, follow=True).content.decode()
    work()
    client.post(reverse("site:background_drop", args=[dead.pk]))
    assert not DBTaskResult.objects.filter(pk=dead.pk).exists()


def test_the_worker_command_does_what_waits_then_stops(db, capsys):
    jobs.long.enqueue()
    call_command("worker", "--once")
    assert "tests.core.jobs.long" in capsys.readouterr().out
    assert not BackgroundWorker.objects.exists()
