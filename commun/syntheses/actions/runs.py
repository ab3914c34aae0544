"""A computation asked for, claimed by one process, ended: what went in, what came out, what it cost, who asked.

The analysis itself is done elsewhere (`commun.syntheses.worker`): here are the writes.
"""

import datetime
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.analysis import usage
from commun.analysis.usage import Record
from commun.analysis.values import Grouping, Suggestion, Text, Twin, Usage, WeightedWord
from commun.core import audit
from commun.core.errors import DomainError
from commun.core.identifiers import first_free
from commun.syntheses import hints
from commun.syntheses.actions import workshop
from commun.syntheses.enums import RunKind, RunState
from commun.syntheses.models import AnalysisRun, Corpus, CorpusItem

LEASE = datetime.timedelta(seconds=60)
"""A claim that has said nothing for this long is anyone's: its process was stopped."""
MAX_ATTEMPTS = 3
BATCH = 500
DEFAULTS: dict[str, dict[str, Any]] = {
    RunKind.GROUPS: {"seed": 0},
    RunKind.TWINS: {},
    RunKind.SUGGESTIONS: {"seed": 0},
}


class ClaimLost(DomainError):
    """Another process took this run up: what this one found is dropped."""


def texts_digest(corpus: Corpus) -> str:
    """What identifies the texts that a run reads: their identifiers and their words as they stand."""
    rows = corpus.items.order_by("takeaway__uid").values_list("takeaway__uid", "takeaway__text")
    return usage.texts_digest(Text(uid, text) for uid, text in rows.iterator(chunk_size=2000))


def request(
    *,
    corpus: Corpus,
    kind: RunKind,
    by: User,
    parameters: Mapping[str, Any] | None = None,
    learned_from: Mapping[str, Any] | None = None,
) -> AnalysisRun:
    """Ask for a computation, from what an earlier one learned if it is given. Raises DomainError when the same one
    already waits or runs."""
    given = {**DEFAULTS[kind], **(parameters or {})}
    return first_free(
        lambda: _request(corpus, kind, given, dict(learned_from or {}), by),
        busy=_("D’autres calculs sont demandés en ce moment : recommencez dans un instant."),
    )


@transaction.atomic
def _request(
    corpus: Corpus, kind: RunKind, parameters: dict[str, Any], learned_from: dict[str, Any], by: User
) -> AnalysisRun:
    under_way = corpus.runs.filter(kind=kind, state__in=[RunState.WAITING, RunState.RUNNING])
    if any(run.parameters == parameters for run in under_way):
        raise DomainError(_("Ce calcul est déjà demandé : il attend son tour."))
    last = corpus.runs.aggregate(last=Max("number"))["last"] or 0
    run = AnalysisRun.objects.create(
        corpus=corpus,
        number=last + 1,
        kind=kind,
        parameters=parameters,
        learned_from=learned_from,
        inputs_sha256=texts_digest(corpus),
        requested_by=by,
        requested_role=by.signature(),
    )
    audit.record(
        "analysis.requested",
        target=corpus,
        by=by,
        by_role=run.requested_role,
        detail={"calcul": run.number, "nature": kind.value},
    )
    return run


def again(*, run: AnalysisRun, by: User) -> AnalysisRun:
    """The same computation on the same texts, learned from the same decisions: its result is compared with this one."""
    return request(
        corpus=run.corpus, kind=RunKind(run.kind), by=by, parameters=run.parameters, learned_from=run.learned_from
    )


# --- By the process that computes ------------------------------------------------------------------------------------


def claim(*, now: datetime.datetime | None = None) -> AnalysisRun | None:
    """Take up the oldest run that waits, or whose process went silent; None when there is nothing to do.

    Two processes at once never hold the same: each writes only over what it has read.
    """
    now = now or timezone.now()
    lapsed = Q(state=RunState.RUNNING, claimed_at__lt=now - LEASE)
    free = AnalysisRun.objects.filter(Q(state=RunState.WAITING) | lapsed).order_by("requested_at", "pk")
    for pk, state, held in free.values_list("pk", "state", "claim"):
        mine = AnalysisRun.objects.filter(pk=pk, state=state, claim=held).filter(Q(state=RunState.WAITING) | lapsed)
        token = secrets.token_hex(16)
        if mine.filter(attempts__gte=MAX_ATTEMPTS).update(
            state=RunState.FAILED,
            ended_at=now,
            claim="",
            fault=_("Le calcul s’est interrompu trois fois sans finir : vérifiez la mémoire du serveur."),
        ):
            continue
        if mine.update(state=RunState.RUNNING, claim=token, claimed_at=now, attempts=F("attempts") + 1):
            return AnalysisRun.objects.select_related("corpus").get(pk=pk)
    return None


def renew(*, run: AnalysisRun) -> None:
    """Say that the process is alive. Raises ClaimLost."""
    if not _held(run).update(claimed_at=timezone.now()):
        raise ClaimLost(_("Un autre processus a repris ce calcul."))


def give_back(*, run: AnalysisRun) -> None:
    """The process stops: another may take the run up at once."""
    _held(run).update(state=RunState.WAITING, claim="", claimed_at=None, attempts=F("attempts") - 1)


def fail(*, run: AnalysisRun, fault: str) -> None:
    fault = Truncator(fault).chars(300)
    _held(run).update(state=RunState.FAILED, ended_at=timezone.now(), claim="", fault=fault)


@transaction.atomic
def finish(*, run: AnalysisRun, result: dict[str, Any], record: Record, learned_from: Mapping[str, Any]) -> AnalysisRun:
    """Keep what was found, and show it where people have decided nothing. Raises ClaimLost.

    Groups are laid out only in a corpus where nobody has worked: later they are a proposal, on the run's own page.
    """
    done = _held(run).update(
        state=RunState.DONE,
        ended_at=timezone.now(),
        claim="",
        inputs_sha256=record.inputs_sha256,
        learned_from=learned_from,
        result=result,
        result_sha256=record.result_sha256,
        engine=record.engine,
        seconds=record.usage.seconds,
        cpu_seconds=record.usage.cpu_seconds,
        peak_bytes=record.usage.peak_bytes,
        energy_wh=record.usage.energy_wh,
        energy_method=_method(record.usage),
    )
    if not done:
        raise ClaimLost(_("Un autre processus a repris ce calcul."))
    run = AnalysisRun.objects.select_related("corpus").get(pk=run.pk)
    if run.kind == RunKind.GROUPS:
        workshop.lay_out_first(run=run, grouping=grouping_of(run))
    else:
        _keep_hints(run)
    return run


def _method(cost: Usage) -> str:
    """How the energy is known, for those who read the page."""
    if not cost.cpu_seconds:
        return ""
    if cost.is_counted:
        return _("Compteurs du processeur (RAPL), ce que d’autres y faisaient en même temps compris.")
    return _(
        "Secondes de processeur × %(watts)d W pour un cœur occupé (entre %(low)d et %(high)d W) : une estimation, non "
        "une mesure à la prise."
    ) % {"watts": usage.WATTS, "low": usage.WATTS_LOW, "high": usage.WATTS_HIGH}


def _held(run: AnalysisRun) -> Any:
    return AnalysisRun.objects.filter(pk=run.pk, state=RunState.RUNNING, claim=run.claim)


def grouping_of(run: AnalysisRun) -> Grouping:
    return Grouping.from_json(run.result)


def _keep_hints(run: AnalysisRun) -> None:
    """Beside each item, what a page shows of it: reading a page then asks nothing more."""
    if run.kind == RunKind.TWINS:
        pairs = (Twin(a, b, score, stage, tuple(shared)) for a, b, score, stage, shared in run.result["twins"])
        found = {hints.TWINS: hints.twins_as_hints(pairs)}
    else:
        found = {
            name: hints.suggestions_as_hints(map(_suggestion, one["suggestions"])) for name, one in run.result.items()
        }
    items = list(
        CorpusItem.objects.filter(corpus=run.corpus_id).select_related("takeaway").only("hints", "takeaway__uid")
    )
    for item in items:
        kept = {name: value for name, value in item.hints.items() if name not in found}
        mine = {name: by_text[item.takeaway.uid] for name, by_text in found.items() if item.takeaway.uid in by_text}
        item.hints = {**kept, **mine}
    CorpusItem.objects.bulk_update(items, ["hints"], batch_size=BATCH)


def _suggestion(row: list[Any]) -> Suggestion:
    uid, label, confidence, second, words = row
    return Suggestion(uid, label, confidence, second, tuple(WeightedWord(word, weight) for word, weight in words))
