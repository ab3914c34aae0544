"""The charter: signed, proven commitment by commitment, left."""

from typing import Any

from django.utils.translation import gettext as _
from ninja import Field

from commun.accounts.enums import Permission
from commun.api.problems import Refused
from commun.api.writing import fields
from commun.api.writing.fields import Day, Given
from commun.api.writing.operation import Call, Done, Line, Operation
from commun.api.writing.operations.answers import cited
from commun.api.writing.operations.concertations import territory_itself
from commun.concertations.actions import charter as actions
from commun.concertations.enums import CommitmentState
from commun.concertations.forms.charter import EvidenceForm, SignForm
from commun.concertations.models import CharterVersion, Signature
from commun.core.text import clean
from commun.keys.enums import Scope
from commun.territories.models import Territory

NAMES = {
    "signatory_role": "qualite",
    "signed_on": "date",
    "decision_reference": "deliberation_reference",
    "decision_url": "deliberation_url",
    "state": "etat",
    "on": "date",
    "text": "texte",
    "url": "preuve_url",
    "reason": "motif",
}


class NewSignature(Given):
    """La signature de la version en vigueur. Elle est publique, et le reste."""

    qualite: str = Field(..., min_length=1, max_length=200, description="La fonction de qui signe, jamais un nom.")
    date: Day
    deliberation: str | None = Field(None, max_length=300, description="L’identifiant, ici, de celle qui le décide.")
    deliberation_reference: str = Field("", max_length=120)
    deliberation_url: str = Field("", max_length=500)


class NewEvidence(Given):
    """Où en est un engagement. La ligne s’ajoute : ce qui a été dit avant reste lisible."""

    engagement: str = Field(..., max_length=20, description="Son code dans la version signée : « T1 ».")
    etat: fields.choice(CommitmentState.values)  # type: ignore[valid-type]
    date: Day
    texte: str = Field("", max_length=2000)
    preuve_url: str = Field("", max_length=500)
    concertation: str | None = Field(None, max_length=40, description="L’identifiant de celle dont il s’agit.")


class Leaving(Given):
    """Pourquoi le territoire se retire : c’est public."""

    motif: str = Field(..., min_length=1, max_length=2000)


def _line(territory: Territory, *, is_new: bool) -> Done:
    return Done((Line("territoires-engages", territory.uid, territory.get_absolute_url(), True, is_new),))


def _sign(call: Call[Territory]) -> Done:
    given: NewSignature = call.given
    charter = CharterVersion.objects.published().order_by("-published_on", "-pk").first()
    if charter is None:
        raise Refused(409, _("Aucune version de la charte n’est publiée."))
    url = fields.read(
        {"deliberation_url": SignForm.base_fields["decision_url"]}, {"deliberation_url": given.deliberation_url}
    )
    actions.sign(
        territory=call.target,
        charter=charter,
        signatory_role=clean(given.qualite),
        signed_on=given.date,
        decision_reference=clean(given.deliberation_reference),
        decision_url=url["deliberation_url"],
        deliberation=cited(given.deliberation),
        by=call.by,
    )
    return _line(call.target, is_new=True)


def _prove(call: Call[Territory]) -> Done:
    given: NewEvidence = call.given
    signed = Signature.objects.standing().filter(pledge__territory=call.target)
    signature = signed.select_related("pledge", "charter").order_by("-signed_on", "-pk").first()
    if signature is None:
        raise Refused(409, _("Ce territoire n’a pas signé la charte : il n’a pas d’engagement à prouver."))
    commitment = signature.charter.commitments.filter(code=given.engagement).first()
    if commitment is None:
        raise fields.unsuitable([("engagement", _("La version signée n’a pas d’engagement de ce code."))])
    concertation = None
    if given.concertation:
        concertation = call.target.concertations.filter(uid=given.concertation).first()
        if concertation is None:
            why = _("Aucune concertation de votre territoire ne porte cet identifiant.")
            raise fields.unsuitable([("concertation", why)])
    url = fields.read({"preuve_url": EvidenceForm.base_fields["url"]}, {"preuve_url": given.preuve_url})
    actions.add_evidence(
        signature=signature,
        commitment=commitment,
        state=CommitmentState(given.etat),
        on=given.date,
        text=clean(given.texte),
        url=url["preuve_url"],
        concertation=concertation,
        by=call.by,
    )
    return _line(call.target, is_new=True)


def _leave(call: Call[Territory]) -> Done:
    actions.withdraw(territory=call.target, reason=clean(call.given.motif), by=call.by)
    return _line(call.target, is_new=False)


def _operation(**told: Any) -> Operation[Any]:
    return Operation(
        scope=Scope.CHARTER,
        permission=Permission.PLEDGE_SIGN,
        find=territory_itself,
        names=NAMES,
        method="POST",
        **told,
    )


OPERATIONS: tuple[Operation[Any], ...] = (
    _operation(
        name="signer_la_charte",
        path="/charte/signature",
        summary="Signer la version en vigueur de la charte",
        twin="concertations:pledge_sign",
        act=_sign,
        given=NewSignature,
        creates=True,
    ),
    _operation(
        name="prouver_engagement",
        path="/charte/engagements",
        summary="Dire où en est un engagement, et ce qui le prouve",
        twin="concertations:pledge_commitments",
        act=_prove,
        given=NewEvidence,
        creates=True,
    ),
    _operation(
        name="quitter_la_charte",
        path="/charte/retrait",
        summary="Retirer son engagement, en disant pourquoi",
        twin="concertations:pledge_withdraw",
        act=_leave,
        given=Leaving,
    ),
)
