"""The engine is another process: it has no secret, a bounded time, and its failure is a sentence."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from commun.syntheses import engine
from commun.syntheses.engine import NotComputed


def test_a_failing_computation_is_told_in_french_and_logged(caplog):
    with pytest.raises(NotComputed, match="Le calcul a échoué"):
        engine.ask("unknown", {}, seconds=30)
    assert "unreadable request" in caplog.text


def test_a_computation_that_lasts_is_stopped():
    with pytest.raises(NotComputed, match="dépassé le temps permis"):
        engine.ask("opinion", {"votes": []}, seconds=0.01)


def test_the_process_is_given_no_secret_of_ours(monkeypatch):
    seen = {}

    def run(command, **kwargs):
        seen.update(kwargs["env"])
        raise OSError

    monkeypatch.setenv("SECRET_KEY", "zqsecret")
    monkeypatch.setenv("DATABASE_URL", "postgres://zqsecret")
    monkeypatch.setattr("subprocess.Popen", run)
    with pytest.raises(NotComputed):
        engine.ask("opinion", {"votes": []}, seconds=1)
    assert "zqsecret" not in str(seen)
    assert "PATH" in seen


def test_too_few_votes_make_no_group():
    assert engine.opinion_groups({("1", "ana"): 1}) is None


def test_the_engine_says_what_it_cost_and_answers_the_same_bytes():
    answer, usage = engine.measured("opinion", {"votes": []}, seconds=60)
    assert "usage" not in answer
    assert usage.seconds > 0
    assert usage.peak_bytes > 1_000_000
    assert usage.method


def test_an_engine_that_does_not_say_its_cost_is_not_believed(monkeypatch):
    monkeypatch.setattr(engine, "COMMAND", (sys.executable, "-c", "print('{}')"))
    with pytest.raises(NotComputed, match="Le calcul a échoué"):
        engine.ask("opinion", {}, seconds=60)


# Long enough to be killed before it ends: the real engine, on texts that it must compare.
ASKS = """
import random
from commun.syntheses import engine
draw = random.Random(1)
texts = [{"id": str(n), "body": " ".join(draw.choices(WORDS, k=60))} for n in range(60_000)]
print("asking", flush=True)
engine.ask("twins", {"texts": texts}, seconds=600)
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes as Linux shows them")
def test_an_engine_ends_with_the_process_that_asked_even_killed():
    """`kill -9` of a worker leaves no computation behind: the pipe that its engine reads closes with it."""
    words = [f"mot{number}" for number in range(5_000)]
    command = [sys.executable, "-c", f"WORDS = {words!r}\n{ASKS}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as worker:
        try:
            assert worker.stdout is not None
            assert worker.stdout.readline() == b"asking\n"
            child = wait_for(lambda: children(worker.pid))[0]
            wait_for(lambda: threads(child) > 1)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            wait_for(lambda: not runs(child))
        finally:
            worker.kill()


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def threads(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def runs(pid: int) -> bool:
    """Neither gone nor a zombie that nobody has waited for yet."""
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for(condition, *, seconds: float = 60):
    until = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < until
        time.sleep(0.02)
    return found
