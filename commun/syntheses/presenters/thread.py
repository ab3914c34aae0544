"""The thread of a finding: from what was said in rooms to the manifesto, and what became of it on the way."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commun.concertations.presenters.thread import Promises
from commun.syntheses.models import Finding
from commun.syntheses.queries.evidence import Counted
from commun.syntheses.queries.findings import ArticleLine, ChainOf
from commun.ui.components.chain import Knot, KnotState


def thread_of(
    finding: Finding, *, counted: Counted, chain: ChainOf, articles: tuple[ArticleLine, ...], proofs_url: str = ""
) -> tuple[Knot, ...]:
    """Six or seven knots. One learned elsewhere has no sentence to start from: its thread says so."""
    said = pgettext("maillon de la chaîne", "Remontées")
    if counted.takeaways:
        first = Knot(said, "done", _territories(counted), proofs_url)
    else:
        first = Knot(said, "missing", _("aucune preuve comptée"))
    knots = [first]
    if chain.propositions:
        knots += [_answers(chain), *_suites(chain.promises), _usages(chain)]
    knots.append(
        Knot(
            pgettext("maillon de la chaîne", "Constat"),
            "late" if finding.is_withdrawn else "done",
            _("retiré") if finding.is_withdrawn else "",
            current=True,
        )
    )
    knots.append(manifesto_knot(articles))
    return tuple(knots)


def _territories(counted: Counted) -> str:
    return ngettext("%(count)d territoire sur %(of)d", "%(count)d territoires sur %(of)d", counted.territories) % {
        "count": counted.territories,
        "of": counted.of,
    }


def _answers(chain: ChainOf) -> Knot:
    state: KnotState = "done" if chain.answered == chain.propositions else "current" if chain.answered else "missing"
    words = ngettext(
        "%(count)d proposition répondue sur %(of)d", "%(count)d propositions répondues sur %(of)d", chain.answered
    )
    return Knot(
        pgettext("maillon de la chaîne", "Réponse"), state, words % {"count": chain.answered, "of": chain.propositions}
    )


def _suites(promises: Promises) -> tuple[Knot, Knot]:
    if promises.made:
        words = ngettext(
            "%(done)d action réalisée sur %(made)d", "%(done)d actions réalisées sur %(made)d", promises.done
        ) % {"done": promises.done, "made": promises.made}
    else:
        words = _("aucune action promise")
    suite: KnotState = "missing" if not promises.made else "done" if promises.settled == promises.made else "current"
    proven = ngettext("%(count)d action prouvée", "%(count)d actions prouvées", promises.proven) % {
        "count": promises.proven
    }
    return (
        Knot(pgettext("maillon de la chaîne", "Suite"), suite, words),
        Knot(pgettext("maillon de la chaîne", "Preuve"), "done" if promises.proven else "future", proven),
    )


def _usages(chain: ChainOf) -> Knot:
    words = ngettext("%(count)d usage relié", "%(count)d usages reliés", chain.usages) % {"count": chain.usages}
    return Knot(
        pgettext("maillon de la chaîne", "Usage"), "done" if chain.usages else "future", words if chain.usages else ""
    )


def manifesto_knot(articles: tuple[ArticleLine, ...]) -> Knot:
    name = pgettext("maillon de la chaîne", "Manifeste")
    if not articles:
        return Knot(name, "future")
    return Knot(name, "done", _("article %(label)s") % {"label": articles[0].label}, articles[0].url)
