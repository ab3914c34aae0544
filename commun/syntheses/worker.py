"""The process that computes: it takes up a run, has the engine answer, and keeps what came out.

It says that it is alive while the engine works; stopped (even by `kill -9`), its claim lapses and another takes the run
up. It computes nothing itself: the engine is a process of its own, whose cost is measured from here.
"""

import logging
import resource
import time
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from commun.analysis.usage import WATTS, WATTS_HIGH, WATTS_LOW
from commun.analysis.values import Usage
from commun.concertations.enums import TakeawayKind, Theme
from commun.concertations.models import Takeaway
from commun.core.errors import DomainError
from commun.core.models import Revision
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
        run.corpus.items.order_by("takeaway__uid").values_list(
            "takeaway__uid", "takeaway__text_sha256", "takeaway__text", "takeaway__theme", "takeaway__kind"
        )
    )
    digest = Revision.digest([[uid, sha256] for uid, sha256, *_rest in rows])
    texts = [{"id": uid, "body": text} for uid, _sha256, text, _theme, _kind in rows]
    meter = _Meter()
    if run.kind == RunKind.GROUPS:
        answer = _ask("group", {"texts": texts, "parameters": run.parameters}, pulse)
        result: dict[str, Any] = answer["grouping"]
    elif run.kind == RunKind.TWINS:
        answer = _ask("twins", {"texts": texts, **run.parameters}, pulse)
        result = {"twins": answer["twins"]}
    else:
        unclassed = [{"id": uid, "body": text} for uid, _sha256, text, theme, _kind in rows if not theme]
        answer, result = {}, {}
        for name, field, asked in (("theme", "theme", unclassed), ("kind", "kind", texts)):
            examples = _examples(field, {uid for uid, *_rest in rows} if name == "kind" else set())
            request = {"texts": asked, "examples": examples, **run.parameters}
            if asked and len(examples) >= MIN_EXAMPLES:
                answer = _ask("suggest", request, pulse)
                result[name] = answer["suggestions"]
    runs.finish(
        run=run,
        result=result,
        usage=meter.usage(answer.get("usage")),
        engine=answer.get("engine", {}),
        inputs_sha256=digest,
    )


def _ask(task: str, request: dict[str, Any], pulse: _Pulse) -> dict[str, Any]:
    return engine.ask(task, request, seconds=MAX_SECONDS, while_waiting=pulse)


def _examples(field: str, without: set[str]) -> list[dict[str, str]]:
    """What people here have already decided: the classed takeaways of real territories, newest first.

    The nature of a takeaway is learned from others than those of the corpus: it would only be repeated.
    """
    labels = Theme.values if field == "theme" else TakeawayKind.values
    rows = Takeaway.objects.public().real().filter(**{f"{field}__in": labels}).order_by("-changed_at", "-pk")
    found = rows.values_list("uid", "text", field)[: MAX_EXAMPLES + len(without)]
    return [{"body": text, "label": label} for uid, text, label in found if uid not in without][:MAX_EXAMPLES]


class _Meter:
    """What the processes started from here cost, in seconds of clock and of processor."""

    def __init__(self) -> None:
        self.clock, self.cpu = time.monotonic(), self._cpu()

    @staticmethod
    def _cpu() -> float:
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        return spent.ru_utime + spent.ru_stime

    def usage(self, told: dict[str, Any] | None) -> Usage:
        """What the engine says of itself, or what is seen from here."""
        if told:
            return Usage(**told)
        cpu = self._cpu() - self.cpu
        return Usage(
            seconds=round(time.monotonic() - self.clock, 3),
            cpu_seconds=round(cpu, 3),
            # In kilobytes on Linux: the largest of the processes that ended.
            peak_bytes=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
            energy_wh=float(f"{cpu * WATTS / 3600:.3g}"),
            method=_(
                "Secondes de processeur × %(watts)d W pour un cœur occupé (entre %(low)d et %(high)d W) : une "
                "estimation, non une mesure à la prise."
            )
            % {"watts": WATTS, "low": WATTS_LOW, "high": WATTS_HIGH},
        )
