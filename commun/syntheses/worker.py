"""The process that computes: it takes up a run, has the engine answer, and keeps what came out.

It says that it is alive while the engine works; stopped (even by `kill -9`), its claim lapses and another takes the run
up. It computes nothing itself: the engine is a process of its own, which measures what it costs.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commun.analysis.usage import Record
from commun.analysis.values import Example, Text, Usage
from commun.concertations.enums import TakeawayKind, Theme
from commun.concertations.models import Takeaway
from commun.core.errors import DomainError
from commun.syntheses import engine
from commun.syntheses.actions import runs
from commun.syntheses.enums import RunKind
from commun.syntheses.models import AnalysisRun

logger = logging.getLogger(__name__)

MAX_SECONDS = 30 * 60
HEARTBEAT = 10
MAX_EXAMPLES = 4000
"""For each thing to suggest, how many takeaways already classed the machine learns from, the newest."""


MIN_EXAMPLES = 20


class Stopped(Exception):
    """The process was asked to stop: the run is given back."""


def work_once(*, stopping: Callable[[], bool] = lambda: False) -> AnalysisRun | None:
    """Take up one run and end it, well or not; None when nothing waits. Raises Stopped, the run given back."""
    run = runs.claim()
    if run is None:
        return None
    try:
        _compute(run, _Pulse(run, stopping))
    except Stopped:
        runs.give_back(run=run)
        raise
    except runs.ClaimLost:
        logger.warning("run %s of %s was taken up by another process", run.number, run.corpus.uid)
    except DomainError as refusal:
        runs.fail(run=run, fault=refusal.message)
    except (KeyError, TypeError, ValueError):
        logger.exception("run %s of %s: unreadable answer", run.number, run.corpus.uid)
        runs.fail(run=run, fault=_("Le moteur d’analyse a donné une réponse illisible : mettez Commun à jour."))
    run.refresh_from_db()
    return run


class _Pulse:
    """Says every few seconds that this process is alive, and notices that it must stop."""

    def __init__(self, run: AnalysisRun, stopping: Callable[[], bool]) -> None:
        self.run, self.stopping, self.last = run, stopping, time.monotonic()

    def __call__(self) -> None:
        if self.stopping():
            raise Stopped
        if time.monotonic() - self.last >= HEARTBEAT:
            runs.renew(run=self.run)
            self.last = time.monotonic()


def _compute(run: AnalysisRun, pulse: _Pulse) -> None:
    rows = list(
        run.corpus.items.order_by("takeaway__uid").values_list("takeaway__uid", "takeaway__text", "takeaway__theme")
    )
    texts = [Text(uid, text) for uid, text, _theme in rows]
    found = (
        _suggest(run, texts, {uid for uid, _text, theme in rows if not theme}, pulse)
        if run.kind == RunKind.SUGGESTIONS
        else _compare(run, texts, pulse)
    )
    record = Record.of(run.kind, texts, run.parameters, found.engine, found.result, found.usage, found.examples)
    runs.finish(run=run, result=found.result, record=record, learned_from=found.learned_from)


@dataclass(frozen=True)
class _Found:
    """What came out, by which engine, at what cost, learned from what: examples, and their takeaways."""

    result: dict[str, Any]
    engine: dict[str, Any]
    usage: Usage
    examples: Mapping[str, Sequence[Example]] = field(default_factory=dict)
    learned_from: Mapping[str, Sequence[str]] = field(default_factory=dict)


def _compare(run: AnalysisRun, texts: Sequence[Text], pulse: _Pulse) -> _Found:
    """Groups, or twins."""
    sent = [asdict(text) for text in texts]
    if run.kind == RunKind.GROUPS:
        answer, usage = _ask("group", {"texts": sent, "parameters": run.parameters}, pulse)
        return _Found(answer["grouping"], answer["engine"], usage)
    answer, usage = _ask("twins", {"texts": sent, **run.parameters}, pulse)
    return _Found({"twins": answer["twins"]}, answer["engine"], usage)


def _suggest(run: AnalysisRun, texts: Sequence[Text], unclassed: Collection[str], pulse: _Pulse) -> _Found:
    """A theme for what has none, a nature for everything; nothing of what too few decided on."""
    found = _Found({}, {}, Usage(0, 0, 0, 0, ""), {}, {})
    own = {text.id for text in texts}
    for name, asked, but in (
        ("theme", [text for text in texts if text.id in unclassed], set()),
        ("kind", texts, own),
    ):
        learned = _examples(name, but, run.learned_from.get(name, ()) if run.learned_from else None)
        if not asked or len(learned) < MIN_EXAMPLES:
            continue
        examples = list(learned.values())
        request = {"texts": [asdict(one) for one in asked], "examples": [asdict(one) for one in examples]}
        answer, usage = _ask("suggest", {**request, "markers": name == "kind", **run.parameters}, pulse)
        found = _Found(
            {**found.result, name: {"suggestions": answer["suggestions"], "report": answer["report"]}},
            answer["engine"],
            found.usage + usage if found.result else usage,
            {**found.examples, name: examples},
            {**found.learned_from, name: list(learned)},
        )
    return found


def _ask(task: str, request: dict[str, Any], pulse: _Pulse) -> tuple[dict[str, Any], Usage]:
    return engine.measured(task, request, seconds=MAX_SECONDS, while_waiting=pulse)


def _examples(name: str, without: Collection[str], among: Sequence[str] | None) -> dict[str, Example]:
    """What people here have already decided: the classed takeaways of real territories, newest first; or those `among`
    which an earlier run learned, to make it again.

    The nature of a takeaway is learned from others than those of the corpus: it would only be repeated.
    """
    labels = Theme.values if name == "theme" else TakeawayKind.values
    rows = Takeaway.objects.public().real().filter(**{f"{name}__in": labels})
    if among is not None:
        by_uid = {uid: Example(text, label) for uid, text, label in _read(rows, name, among)}
        return {uid: by_uid[uid] for uid in among if uid in by_uid}
    found = rows.order_by("-changed_at", "-pk").values_list("uid", "text", name)[: MAX_EXAMPLES + len(without)]
    kept = [(uid, Example(text, label)) for uid, text, label in found if uid not in without]
    return dict(kept[:MAX_EXAMPLES])


def _read(rows: QuerySet[Takeaway], name: str, uids: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """These takeaways, a thousand at a time: a database takes no more names in one question."""
    for start in range(0, len(uids), 1000):
        yield from rows.filter(uid__in=uids[start : start + 1000]).values_list("uid", "text", name)
