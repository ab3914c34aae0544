"""What `commun worker` does at fixed hours, so that who runs a site has nothing else to programme."""

import datetime
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest
from croniter import croniter
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from commun.core import backup, web_links
from commun.core.background import housekeeping, policy_of, queries, scheduled
from commun.core.models import CheckedAddress
from commun.following import links
from commun.following import tasks as following
from commun.site import tasks
from tests.following.factories import reader_following
from tests.following.test_mails import report

MANUAL = (Path(__file__).parents[2] / "docs/exploitation/installer.md").read_text()


@pytest.mark.once("declarations, whatever the database")
def test_every_hour_is_that_of_a_task_with_a_name_and_the_manual_asks_for_no_cron():
    for job in scheduled():
        assert croniter.is_valid(job.cron), job.job
        assert import_string(job.task).module_path == job.task
        assert str(policy_of(job.task).title) != job.task
    known = {job.job for job in scheduled()}
    for night in ("site.remind", "site.visit_links", "site.forget_personal_data", "opendata.archive", "library.fetch"):
        assert night in known
    assert "Et chaque mois" not in MANUAL
    assert "rien à programmer" in MANUAL


@pytest.mark.once("files, whatever the database")
def test_a_backup_a_day_is_made_and_two_weeks_of_them_are_kept(tmp_path):
    kept, database = tmp_path / "kept", tmp_path / "base.sqlite3"
    kept.mkdir()
    for day in range(1, 21):
        (kept / f"commun-2026-10-{day:02}.tar.gz").touch()
    (kept / "a-moi.tar.gz").touch()
    made = backup.of_the_night(
        kept, datetime.date(2026, 11, 23), database=database, uploads=tmp_path / "none", keep=tasks.BACKUPS_KEPT
    )
    with tarfile.open(made) as archive:
        assert "commun.sqlite3" in archive.getnames()
    names = sorted(path.name for path in kept.glob("commun-*"))
    assert (len(names), names[0], names[-1]) == (14, "commun-2026-10-08.tar.gz", "commun-2026-11-23.tar.gz")
    assert (kept / "a-moi.tar.gz").exists()


def test_a_few_links_are_visited_at_a_time_those_that_waited_the_longest_first(db, settings, monkeypatch):
    settings.CHECK_LINKS = True
    urls = [f"https://{name}.exemple.fr/" for name in "abcd"]
    monkeypatch.setattr(web_links, "_SOURCES", [lambda: urls])
    now = timezone.now()
    for url, days in zip(urls[:3], (1, 8, 30), strict=True):
        CheckedAddress.objects.create(url=url, checked_at=now - timedelta(days=days))
    asked: list[str] = []

    def answer(_method: str, url: str) -> tuple[int, str]:
        asked.append(url)
        return 200, ""

    monkeypatch.setattr(tasks, "requester", lambda _agent: answer)
    monkeypatch.setattr(tasks, "LINKS_AT_ONCE", 2)
    assert tasks.visit_links.call(slot="") == 2
    assert sorted(asked) == [urls[2], urls[3]]
    settings.CHECK_LINKS = False
    assert tasks.visit_links.call(slot="") == 0


def test_the_page_says_how_each_hour_ended_long_after(db):
    now = timezone.now()
    Session.objects.create(session_key="vieille", session_data="", expire_date=now - timedelta(days=1))
    tasks.forget_sessions.call(slot="")
    assert not Session.objects.exists()
    path = tasks.forget_sessions.module_path
    for status, days in (("SUCCESSFUL", 40), ("SUCCESSFUL", 30), ("FAILED", 20)):
        tasks.forget_sessions.enqueue(slot="")
        DBTaskResult.objects.filter(status="READY").update(status=status, finished_at=now - timedelta(days=days))
    assert housekeeping.prune.call(slot="") == 1
    title = str(policy_of(path).title)
    hour = next(one for one in queries.work().hours if one.title == title)
    assert (hour.done_at, hour.failed_at) == (now - timedelta(days=30), now - timedelta(days=20))


def test_mails_that_came_back_are_read_from_a_folder(db, settings, tmp_path):
    settings.BOUNCE_EMAIL = "rebonds@commun.exemple.fr"
    settings.BOUNCE_MAILDIR = tmp_path
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    reader = reader_following("reseau")
    (tmp_path / "new/1.x").write_bytes(report(links.return_address(reader.pk), status="5.1.1"))
    (tmp_path / "new/2.x").write_bytes(b"To: x@exemple.fr\n\nBonjour")
    assert following.read_bounces.call(slot="") == 1
    assert following.read_bounces.call(slot="") == 0
    reader.refresh_from_db()
    assert reader.suspended_at
    assert len(list((tmp_path / "cur").iterdir())) == 2
