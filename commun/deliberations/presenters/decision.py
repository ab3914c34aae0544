"""How a decision is told: its vote in words and in figures, the beginning of its text."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.deliberations.enums import VoteOutcome
from commun.deliberations.models import Deliberation
from commun.ui.components.typography import grouped

EXTRACT = 600
"""Characters of a text that are shown at once; the rest unfolds."""

_SENTENCE = re.compile(r"[.;!?»]\s|\n")


@dataclass(frozen=True, slots=True)
class Vote:
    """`words` say the outcome ("" when the body does not publish its counts), `figures` each count that it gave."""

    words: str
    figures: str


def vote_of(decision: Deliberation) -> Vote:
    outcome = decision.vote
    words = {
        None: "",
        VoteOutcome.UNANIMOUS: _("À l’unanimité"),
        VoteOutcome.DIVIDED: _("Les voix se sont partagées"),
    }[outcome]
    return Vote(words, ", ".join(_counts(decision)))


def _counts(decision: Deliberation) -> list[str]:
    found = []
    if (count := decision.vote_for) is not None:
        found.append(_("%(count)s pour") % {"count": grouped(count)})
    if (count := decision.vote_against) is not None:
        found.append(_("%(count)s contre") % {"count": grouped(count)})
    if (count := decision.vote_abstained) is not None:
        words = ngettext("%(count)s abstention", "%(count)s abstentions", count)
        found.append(words % {"count": grouped(count)})
    if (count := decision.vote_present) is not None:
        found.append(ngettext("%(count)s votant", "%(count)s votants", count) % {"count": grouped(count)})
    if (count := decision.vote_members) is not None:
        words = ngettext("%(count)s membre en exercice", "%(count)s membres en exercice", count)
        found.append(words % {"count": grouped(count)})
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """A text in two parts: what one reads first, and the rest ("" when the first part is the whole)."""

    extract: str
    rest: str


def told(text: str) -> Told:
    """The first part ends with a sentence, or else with a word."""
    text = text.strip()
    if len(text) <= EXTRACT * 4 // 3:
        return Told(text, "")
    ends = [found.end() for found in _SENTENCE.finditer(text, EXTRACT // 2, EXTRACT)]
    cut = ends[-1] if ends else text.rfind(" ", 0, EXTRACT)
    cut = cut if cut > 0 else EXTRACT
    return Told(text[:cut].rstrip(), text[cut:].lstrip())
