"""The engine is another process: it has no secret, a bounded time, and its failure is a sentence."""

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
