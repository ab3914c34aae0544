"""Council decisions cited as proof, read from both ends; public records only."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.concertations.models import DecisionProof, Takeaway
from commun.concertations.models.proofs import DecisionProofQuerySet
from commun.concertations.presenters.thread import with_proof
from commun.concertations.queries.proposition_lines import lines
from commun.deliberations.proofs import Proven
from commun.ui.components.dates import written

_ANSWER, _STEP, _SIGNED = "answer__proposition__", "milestone__follow_up__proposition__", "signature__"


def _published() -> DecisionProofQuerySet:
    """Those of answers and steps that anyone may read, and of signatures."""
    condition = Q(signature__isnull=False)
    for path in (_ANSWER, _STEP):
        said = {f"{path}frozen_at__isnull": False, f"{path}concertation__published_at__isnull": False}
        condition |= Q(**said)
    return DecisionProof.objects.standing().filter(condition)


class DebateProofs:
    """What decisions prove of debates (`commun.deliberations.proofs`)."""

    def citing(self) -> QuerySet[Any, Any]:
        return _published().order_by().values("deliberation")

    def proven(self, keys: Collection[int]) -> Mapping[int, tuple[Proven, ...]]:
        """One query; three more when propositions are proven, whatever their number."""
        proofs = list(
            _published()
            .filter(deliberation__in=keys)
            .select_related(
                "deliberation", "answer", "milestone__follow_up", "signature__charter", "signature__pledge__territory"
            )
            .order_by("cited_at", "pk")
        )
        propositions = {one.answer.proposition_id for one in proofs if one.answer} | {
            one.milestone.follow_up.proposition_id for one in proofs if one.milestone
        }
        said = Takeaway.objects.public().filter(pk__in=propositions).order_by("pk")
        known = (
            dict(zip(sorted(propositions), lines(said, on=timezone.localdate()), strict=True)) if propositions else {}
        )
        found: defaultdict[int, tuple[Proven, ...]] = defaultdict(tuple)
        for one in proofs:
            found[one.deliberation_id] += (self._told(one, known),)
        return found

    def _told(self, proof: DecisionProof, known: Mapping[int, Any]) -> Proven:
        if proof.signature is not None:
            signature = proof.signature
            return Proven(
                kind=_("Signature de la charte"),
                title=_("Charte, version %(number)s") % {"number": signature.charter.number},
                url=f"{signature.pledge.territory.get_absolute_url()}#engagement",
                place=signature.pledge.territory.name,
                words=signature.signatory_role,
                on=signature.signed_on,
            )
        if proof.answer is not None:
            answer, line = proof.answer, known[proof.answer.proposition_id]
            kind, on, anchor = _("Réponse à une proposition"), answer.answered_on, "#reponse"
            words = str(answer.get_decision_display())
        else:
            step = proof.milestone
            assert step is not None
            line = known[step.follow_up.proposition_id]
            kind, on, anchor = _("Étape d’une action promise"), step.on, f"#{step.follow_up.uid}"
            words = _("%(action)s : %(state)s") % {
                "action": step.follow_up.title,
                "state": str(step.get_state_display()).lower(),
            }
        detail = _("délibération du %(day)s") % {"day": written(proof.deliberation.decided_on)}
        return Proven(
            kind=kind,
            title=line.text,
            url=f"{line.url}{anchor}",
            place=line.place,
            words=words,
            on=on,
            is_quoted=True,
            knots=with_proof(line.knots, detail),
        )
