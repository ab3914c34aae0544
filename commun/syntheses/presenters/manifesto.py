"""Pure shapes of the manifesto's pages: one sentence that says where a version stands, its thread, its counts."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commun.syntheses.comparing import Comparison, Origin
from commun.syntheses.enums import ManifestoState, VoteOutcome, VotingRule
from commun.syntheses.models import ManifestoVersion, TextChange
from commun.syntheses.queries.manifesto import Text
from commun.syntheses.queries.manifesto_votes import AmendmentLine
from commun.syntheses.voting import Result
from commun.ui.components.chain import Knot, State
from commun.ui.components.dates import written


def standing(text: Text) -> str:
    """ "Adoptée à Rennes le 11 mars 2025"; "Ouverte aux amendements jusqu’au 3 mai 2026"."""
    match text.state:
        case ManifestoState.ADOPTED:
            assert text.adopted_on is not None
            said = _("Adoptée à %(where)s le %(day)s") % {"where": text.adopted_where, "day": written(text.adopted_on)}
            return _("%(said)s, par %(whom)s") % {"said": said, "whom": text.adopted_by} if text.adopted_by else said
        case ManifestoState.AMENDMENTS:
            assert text.amendments_until is not None
            return _("Ouverte aux amendements jusqu’au %(day)s") % {"day": written(text.amendments_until)}
        case ManifestoState.VOTE:
            assert text.vote_until is not None
            return _("Soumise aux territoires jusqu’au %(day)s") % {"day": written(text.vote_until)}
        case _:
            return str(text.state.label)


STATE_SHAPES: dict[ManifestoState, State] = {
    ManifestoState.DRAFT: "neutre",
    ManifestoState.AMENDMENTS: "en_cours",
    ManifestoState.AMENDED: "en_cours",
    ManifestoState.VOTE: "en_cours",
    ManifestoState.ADOPTED: "tenu",
    ManifestoState.REJECTED: "sans_reponse",
}

OUTCOME_SHAPES: dict[VoteOutcome, State] = {
    VoteOutcome.CARRIED: "tenu",
    VoteOutcome.REJECTED: "sans_reponse",
    VoteOutcome.NO_QUORUM: "sans_reponse",
}


def thread(*, text: Text, findings: int, url: str, sentences: str = "") -> tuple[Knot, ...]:
    """From the sentence said in a room to the article: the end of the chain, seen from the article."""
    detail = ngettext("%(count)d constat", "%(count)d constats", findings) % {"count": findings}
    said = pgettext("maillon de la chaîne", "Remontée")
    return (
        Knot(said, "done" if sentences else "missing", sentences or _("aucune phrase comptée")),
        Knot(
            pgettext("maillon de la chaîne", "Constat"),
            "done" if findings else "missing",
            detail if findings else _("aucun constat public"),
            f"{url}#constats" if findings else "",
        ),
        Knot(
            pgettext("maillon de la chaîne", "Manifeste"),
            "done" if text.is_adopted else "current",
            standing(text),
            current=True,
        ),
    )


def rule_words(rule: VotingRule, quorum: int) -> str:
    """ "Consentement : aucune objection ne reste. Quorum : 50 % des territoires appelés."""
    return _("%(rule)s. Quorum : %(quorum)d %% des territoires appelés.") % {"rule": rule.label, "quorum": quorum}


def counted(result: Result) -> str:
    """ "7 pour, 1 contre, 2 abstentions ; 3 territoires sur 13 n’ont rien dit."""
    parts = [
        _("%(count)d pour") % {"count": result.for_},
        _("%(count)d contre") % {"count": result.against},
        ngettext("%(count)d abstention", "%(count)d abstentions", result.abstained) % {"count": result.abstained},
    ]
    if not result.silent:
        return _("%(said)s : tous les territoires appelés se sont exprimés.") % {"said": ", ".join(parts)}
    silent = ngettext(
        "%(count)d territoire appelé sur %(called)d n’a rien dit",
        "%(count)d territoires appelés sur %(called)d n’ont rien dit",
        result.silent,
    ) % {"count": result.silent, "called": result.called}
    return _("%(said)s ; %(silent)s.") % {"said": ", ".join(parts), "silent": silent}


def outcome_words(result: Result) -> str:
    """What the rule makes of the count, in a sentence."""
    match result.outcome:
        case VoteOutcome.NO_QUORUM:
            return _("Quorum non atteint : %(spoke)d territoires se sont exprimés, il en faut %(needed)d.") % {
                "spoke": result.spoke,
                "needed": result.needed,
            }
        case VoteOutcome.CARRIED:
            if result.rule is VotingRule.CONSENT:
                return _("Aucune objection ne reste : retenu.")
            return _("%(for)d pour, il en fallait %(needed)d : retenu.") % {
                "for": result.for_,
                "needed": result.for_needed,
            }
        case VoteOutcome.REJECTED:
            if result.rule is VotingRule.CONSENT:
                text = ngettext(
                    "%(count)d objection reste : non retenu.",
                    "%(count)d objections restent : non retenu.",
                    result.against,
                )
                return text % {"count": result.against}
            return _("%(for)d pour, il en fallait %(needed)d : non retenu.") % {
                "for": result.for_,
                "needed": result.for_needed,
            }


def origins(changes: Iterable[TextChange]) -> dict[str, list[Origin]]:
    """By key of paragraph, what asked for its changes."""
    found: dict[str, list[Origin]] = {}
    for one in changes:
        amendment = one.amendment
        if amendment is not None:
            label = _("%(amendment)s, %(territory)s") % {"amendment": amendment, "territory": amendment.territory.name}
            origin = Origin(label, amendment.get_absolute_url())
        else:
            origin = Origin(one.reason)
        found.setdefault(one.paragraph_key, []).append(origin)
    return found


def summary(comparison: Comparison) -> str:
    """ "3 paragraphes reformulés, 1 ajouté"; empty when nothing changed."""
    found = comparison.counts
    reworded, moved, added, removed = (found[kind] for kind in ("reworded", "moved", "added", "removed"))
    parts = []
    if reworded:
        text = ngettext("%(count)d paragraphe reformulé", "%(count)d paragraphes reformulés", reworded)
        parts.append(text % {"count": reworded})
    if moved:
        parts.append(ngettext("%(count)d déplacé", "%(count)d déplacés", moved) % {"count": moved})
    if added:
        parts.append(ngettext("%(count)d ajouté", "%(count)d ajoutés", added) % {"count": added})
    if removed:
        parts.append(ngettext("%(count)d retiré", "%(count)d retirés", removed) % {"count": removed})
    return ", ".join(parts)


@dataclass(frozen=True)
class ShownAmendment:
    """An amendment and what its count says, in words; while it is open the count may still change."""

    line: AmendmentLine
    counted: str
    outcome: str
    shape: State
    is_open: bool


def amendment(line: AmendmentLine, manifesto: ManifestoVersion) -> ShownAmendment:
    is_open = manifesto.state == ManifestoState.AMENDMENTS and not line.is_withdrawn
    if line.is_withdrawn:
        return ShownAmendment(line, counted(line.result), _("Retiré par son territoire"), "neutre", is_open)
    if is_open:
        return ShownAmendment(line, counted(line.result), _("À l’étude des territoires"), "en_cours", is_open)
    shape = OUTCOME_SHAPES[line.outcome] if line.outcome else "neutre"
    return ShownAmendment(line, counted(line.result), outcome_words(line.result), shape, is_open)


def amendment_rule(manifesto: ManifestoVersion) -> str:
    return rule_words(VotingRule(manifesto.amendment_rule), manifesto.amendment_quorum)


def text_rule(manifesto: ManifestoVersion) -> str:
    return rule_words(VotingRule(manifesto.rule), manifesto.quorum)
