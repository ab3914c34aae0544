"""A worker of the tests: it does what waits, then stops."""

from unittest.mock import patch

from commun.core.background import schedule
from commun.core.background.declared import scheduled
from commun.core.background.worker import tasks_lane, work_once


def work(*apps: str) -> None:
    """What waits, and what the clock makes due of these apps alone: a test that waits a day would archive the site."""
    jobs = [one for one in scheduled() if one.job.partition(".")[0] in apps]
    with patch.object(schedule, "scheduled", lambda: jobs):
        work_once([tasks_lane()], lambda _told: None)
