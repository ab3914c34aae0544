"""A real process, killed with no warning in the middle of an import: nothing half-written, and begun again whole."""

import signal
import subprocess
import sys
import time

import pytest

from commun.concertations.models import ImportedRecord, Takeaway
from commun.core.models import AuditEvent
from tests.concertations.exports import decidim, proposal
from tests.concertations.factories import ConcertationFactory
from tests.concertations.test_bulk_import import run
from tests.processes import shared_with_processes

ROWS = 3_000


@pytest.mark.django_db(transaction=True)
def test_killed_import_leaves_nothing_and_is_begun_again_whole(tmp_path):
    """The file of remarks is made with the first of them: its line tells how far the process has come."""
    record = ConcertationFactory()
    events, path = AuditEvent.objects.count(), tmp_path / "proposals.csv"
    command = [sys.executable, "manage.py", "import_decidim", str(path), "--concertation", record.slug]
    with shared_with_processes(tmp_path, Takeaway) as (environment, written):
        for remark in (1_500, ROWS):
            rows = [proposal(one, published_at="hier" if one == remark else "") for one in range(1, ROWS + 1)]
            path.write_bytes(decidim(*rows))
            faults = tmp_path / f"{remark}.csv"
            with subprocess.Popen(
                [*command, "--faults", str(faults)], env=environment, stdout=subprocess.DEVNULL
            ) as process:
                while process.poll() is None and not faults.exists():
                    time.sleep(0.005)
                process.send_signal(signal.SIGKILL)
            assert process.returncode == -signal.SIGKILL
            assert written() == 0
    assert (Takeaway.objects.count(), ImportedRecord.objects.count()) == (0, 0)
    assert AuditEvent.objects.count() == events
    assert "3\u202f000 ajoutées" in run(path, record)
    assert "3\u202f000 inchangées" in run(path, record)
    assert Takeaway.objects.count() == ROWS
