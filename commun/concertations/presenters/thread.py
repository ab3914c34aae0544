"""The thread: from the sentence to the proof, where one proposition stands and what is missing."""

import datetime
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commun.concertations.enums import FINAL_DECISIONS, Decision
from commun.concertations.queries.clock import Clock
from commun.ui.components.chain import Knot, KnotState
from commun.ui.components.dates import days, written


@dataclass(frozen=True, slots=True)
class Promises:
    """The promised actions of one proposition, counted: all, settled, done, past their date, with a proof.

    `is_decided`: a council decision is cited as proof of its answer.
    """

    made: int = 0
    settled: int = 0
    done: int = 0
    late: int = 0
    proven: int = 0
    is_decided: bool = field(default=False, kw_only=True)


REFUSALS = frozenset({Decision.NOT_RETAINED, Decision.NOT_OURS})


def knots_for(
    *,
    decision: str,
    answered_on: datetime.date | None,
    clock: Clock,
    promises: Promises,
    url: str = "",
    said_on: str = "",
    current: str = "",
) -> tuple[Knot, ...]:
    """The knots of one proposition. `current` names the knot whose page is being read ("proposition", "suite"…).

    A proposition that is refused calls for no action: its thread has no "suite" nor "preuve" to wait for.
    """

    def knot(key: str, name: str, state: KnotState, detail: str = "", anchor: str = "") -> Knot:
        link = f"{url}{anchor}" if url and state != "future" and key != current else ""
        return Knot(name=name, state=state, detail=detail, url=link, current=key == current)

    knots = [knot("proposition", pgettext("maillon de la chaîne", "Proposition"), "done", said_on)]
    state, detail = _answer(decision, answered_on, clock)
    knots.append(knot("reponse", pgettext("maillon de la chaîne", "Réponse"), state, detail, "#reponse"))
    is_open = bool(promises.made) or decision not in REFUSALS
    if is_open:
        state, detail = _suite(decision, promises)
        knots.append(knot("suite", pgettext("maillon de la chaîne", "Suite"), state, detail, "#suites"))
    if is_open or promises.is_decided:
        state, detail = _proof(promises)
        anchor = "#reponse" if promises.is_decided and not promises.proven else "#suites"
        knots.append(knot("preuve", pgettext("maillon de la chaîne", "Preuve"), state, detail, anchor))
    if is_open:
        knots.append(knot("usage", pgettext("maillon de la chaîne", "Usage"), "future"))
    knots.append(knot("constat", pgettext("maillon de la chaîne", "Constat"), "future"))
    knots.append(knot("manifeste", pgettext("maillon de la chaîne", "Manifeste"), "future"))
    return tuple(knots)


def with_usage(
    knots: tuple[Knot, ...], state: KnotState, detail: str, *, url: str = "", current: bool = False
) -> tuple[Knot, ...]:
    """The same thread, whose knot "usage" is a use that someone linked. A refused proposition may have one too."""
    name = pgettext("maillon de la chaîne", "Usage")
    knot = Knot(name, state, detail, url, current)
    before = tuple(replace(one, current=False) if current else one for one in knots)
    if any(one.name == name for one in before):
        return tuple(knot if one.name == name else one for one in before)
    return (*before[:-2], knot, *before[-2:])


def with_proof(knots: tuple[Knot, ...], detail: str) -> tuple[Knot, ...]:
    """The same thread read from the decision that proves it: its knot "preuve" is the current one."""
    name = pgettext("maillon de la chaîne", "Preuve")
    return tuple(Knot(name, "done", detail, current=True) if one.name == name else one for one in knots)


def waiting_words(clock: Clock) -> str:
    """ "sans réponse depuis 214 jours, en retard de 30 jours": what the calendar says, and nothing else."""
    if clock.suspended_on is not None:
        return _("délai suspendu depuis le %(date)s") % {"date": written(clock.suspended_on)}
    if not clock.is_running:
        return ""
    waited = clock.days_waiting or 0
    if clock.is_late:
        return _("sans réponse depuis %(waited)s, en retard de %(late)s") % {
            "waited": days(waited),
            "late": days(clock.days_late),
        }
    return _("sans réponse depuis %(waited)s") % {"waited": days(waited)}


def _answer(decision: str, answered_on: datetime.date | None, clock: Clock) -> tuple[KnotState, str]:
    if decision in FINAL_DECISIONS and answered_on is not None:
        return "done", _("%(decision)s, %(date)s") % {
            "decision": Decision(decision).label,
            "date": written(answered_on),
        }
    if clock.is_late:
        return "late", _("en retard de %(late)s") % {"late": days(clock.days_late)}
    if clock.suspended_on is not None:
        return "missing", waiting_words(clock)
    if decision == Decision.UNDER_STUDY and not clock.is_running:
        return "current", _("à l’étude")
    if decision == Decision.UNDER_STUDY:
        return "current", _("à l’étude, en attente depuis %(waited)s") % {"waited": days(clock.days_waiting or 0)}
    return "missing", waiting_words(clock)


def _suite(decision: str, promises: Promises) -> tuple[KnotState, str]:
    if not promises.made:
        if decision in (Decision.RETAINED, Decision.PARTLY_RETAINED):
            return "missing", _("aucune action promise")
        return "future", ""
    if promises.late:
        return "late", ngettext("%(count)d action en retard", "%(count)d actions en retard", promises.late) % {
            "count": promises.late
        }
    words = ngettext(
        "%(done)d action réalisée sur %(made)d", "%(done)d actions réalisées sur %(made)d", promises.done
    ) % {"done": promises.done, "made": promises.made}
    return ("done" if promises.settled == promises.made else "current"), words


def _proof(promises: Promises) -> tuple[KnotState, str]:
    if promises.proven:
        return "done", ngettext("%(count)d action prouvée", "%(count)d actions prouvées", promises.proven) % {
            "count": promises.proven
        }
    if promises.is_decided:
        return "done", _("la réponse, par une délibération")
    if promises.done:
        return "missing", _("réalisé, sans preuve jointe")
    return "future", ""
