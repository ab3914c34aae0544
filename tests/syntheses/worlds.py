"""Corpora as situations: takeaways of several territories, groups that the machine suggested, someone who works."""

import json
import sys
import tempfile
from typing import Any

from django.utils import timezone

from commun.accounts.models import User
from commun.analysis.values import FIRST, LAST
from commun.concertations.enums import State, TakeawayKind, Theme
from commun.concertations.models import Concertation, Takeaway
from commun.core.dates import PartialDate
from commun.syntheses import engine
from commun.syntheses.actions import corpora, runs
from commun.syntheses.enums import RunKind
from commun.syntheses.models import AnalysisRun, Corpus
from commun.syntheses.queries.corpora import CorpusFilter
from commun.syntheses.worker import work_once
from tests.accounts.factories import council_member
from tests.concertations.factories import LETTERS, ConcertationFactory
from tests.territories.factories import TerritoryFactory

SENTENCES = (
    "Publier la liste des algorithmes utilisés par la ville.",
    "Dire aux habitants quand une machine leur répond.",
    "Former les agents avant de leur confier un outil.",
    "Garder un guichet où l’on parle à quelqu’un.",
    "Mesurer l’énergie que demandent ces outils.",
    "Héberger les données en France.",
)


USAGE = {"seconds": 1.5, "cpu_seconds": 1.2, "peak_bytes": 10**8, "energy_wh": 0.003, "method": "estimate"}

REPORT = {
    "examples": 40,
    "labels": {"transparence": 25, "metiers": 15},
    "accuracy": 0.8,
    "calibration_error": 0.06,
    "coverage": 0.55,
    "precision": 0.9,
}


def debate(
    *, takeaways: int, fictional: bool = False, sentences=SENTENCES, is_numbered: bool = True, **fields
) -> Concertation:
    """A public debate that is over, with its frozen takeaways, written at once; numbered, no two say the same."""
    if "territory" not in fields:
        fields["territory"] = TerritoryFactory(is_fictional=fictional)
    now = timezone.now()
    found = ConcertationFactory(
        state=State.RESTITUTION,
        published_at=now,
        restituted_on=fields.pop("restituted_on", timezone.localdate()),
        ends_on=PartialDate("2026-06-30"),
        answer_due_on=timezone.localdate(),
        **fields,
    )
    kinds = list(TakeawayKind)
    rows = []
    for number in range(1, takeaways + 1):
        kind = kinds[number % len(kinds)]
        text = sentences[number % len(sentences)]
        if is_numbered:
            text = f"{text} ({found.territory.name}, {number})"
        rows.append(
            Takeaway(
                uid=f"{found.uid}-{LETTERS[kind]}{number}",
                concertation=found,
                kind=kind,
                number=number,
                text=text,
                text_sha256=Takeaway.digest(text),
                theme=Theme.TRANSPARENCY if number % 2 else "",
                frozen_at=now,
            )
        )
    Takeaway.objects.bulk_create(rows, batch_size=500)
    return found


def corpus_of(*, territories: int = 3, takeaways: int = 4, by: User | None = None, analyse: bool = False) -> Corpus:
    """A corpus of `territories` debates of `takeaways` each; nothing is computed."""
    for _number in range(territories):
        debate(takeaways=takeaways)
    return corpora.create(
        wanted=CorpusFilter(), title="Ce que disent les territoires", by=by or council_member(), analyse=analyse
    )


def grouping_of(uids: list[str], *, leaves: int) -> dict:
    """A tree over these texts: `leaves` groups of neighbours, merged two by two down to one."""
    size = -(-len(uids) // leaves)
    groups: list[Any] = []
    for number in range(leaves):
        members = uids[number * size : (number + 1) * size]
        groups.append([f"f{number}", f"thème {number + 1}", [["mot", 0.5], [f"sujet{number}", 0.3]], members])
    merges: list[Any] = []
    nodes = list(enumerate(groups))
    while len(nodes) > 1:
        (left, one), (right, two), *rest = nodes
        merged = [f"m{len(merges)}", f"{one[1]} et {two[1]}"[:200], one[2], one[3] + two[3]]
        *told, members = merged
        merges.append([left, right, *told, members[:FIRST], members[FIRST:][-LAST:]])
        nodes = [*rest, (leaves + len(merges) - 1, merged)]
    return {"leaves": groups, "merges": merges, "suggested": leaves, "ungrouped": [], "duplicates": {}}


def fake_engine(monkeypatch, answer: dict | str, *, status: int = 0, waits: float = 0) -> None:
    """An executable in place of the engine: reads the request to its end, says `answer`."""
    said = answer if isinstance(answer, str) else json.dumps({"engine": {"version": 1}, "report": REPORT} | answer)
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as kept:
        kept.write(said)
    code = (
        "import json, pathlib, sys, time\n"
        "request = json.load(sys.stdin)\n"
        f"time.sleep({waits})\n"
        f"sys.stdout.write(pathlib.Path({kept.name!r}).read_text())\n"
        f"sys.stderr.write({json.dumps({'usage': USAGE})!r})\n"
        f"sys.exit({status})\n"
    )
    monkeypatch.setattr(engine, "COMMAND", (sys.executable, "-c", code))


def uids_of(corpus: Corpus) -> list[str]:
    return list(corpus.items.order_by("takeaway__uid").values_list("takeaway__uid", flat=True))


def grouped(
    monkeypatch, *, leaves: int = 3, territories: int = 3, takeaways: int = 4, by: User | None = None
) -> Corpus:
    """A corpus where the machine has suggested `leaves` groups, and nobody has done anything."""
    by = by or council_member()
    corpus = corpus_of(territories=territories, takeaways=takeaways, by=by)
    computed(monkeypatch, corpus, by=by, leaves=leaves)
    corpus.refresh_from_db()
    return corpus


def computed(monkeypatch, corpus: Corpus, *, by: User, leaves: int = 3) -> AnalysisRun:
    """A grouping asked for and done, by the worker and an engine that answers at once."""
    fake_engine(monkeypatch, {"engine": {"version": 1}, "grouping": grouping_of(uids_of(corpus), leaves=leaves)})
    runs.request(corpus=corpus, kind=RunKind.GROUPS, by=by)
    return worked()


def worked() -> AnalysisRun:
    """The run that the worker has just ended."""
    run = work_once()
    assert run is not None
    return run
