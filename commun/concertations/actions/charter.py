"""Announcing, signing, proving, withdrawing: what a territory does with the charter; and publishing a new version."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations.actions.proofs import cite
from commun.concertations.charter_text import CHARTER_1, CharterText, CommitmentText
from commun.concertations.enums import CommitmentState, Party, PledgeState
from commun.concertations.models import (
    CharterVersion,
    Commitment,
    CommitmentEvidence,
    Concertation,
    Pledge,
    Signature,
)
from commun.core import audit
from commun.core.dates import PartialDate, is_within_reach
from commun.core.errors import DomainError, EditConflict
from commun.core.models import Revision
from commun.deliberations.models import Deliberation
from commun.territories.models import Territory


@transaction.atomic
def load_charter(text: CharterText = CHARTER_1) -> CharterVersion:
    """The version `text`, written down if it is not there yet. Twice changes nothing."""
    charter = CharterVersion.objects.filter(number=text.number).first()
    if charter is not None:
        return charter
    charter = CharterVersion.objects.create(
        number=text.number,
        title=text.title,
        introduction=text.introduction,
        published_on=text.published_on,
        source=text.source,
    )
    _write(charter, text.commitments)
    return charter


@transaction.atomic
def publish_charter(*, text: CharterText, by: User) -> CharterVersion:
    """Publish a new version, which one signs from then on; those who signed another stay bound to theirs."""
    if CharterVersion.objects.select_for_update().filter(number=text.number).exists():
        raise DomainError(_("Une version porte déjà le numéro « %(number)s ».") % {"number": text.number})
    current = CharterVersion.objects.published().first()
    if current is not None and current.published_on is not None and text.published_on < current.published_on:
        raise DomainError(
            _("La version en vigueur date du %(day)s : une nouvelle version ne peut pas être plus ancienne.")
            % {"day": formats.date_format(current.published_on, "j F Y")}
        )
    if text.published_on > timezone.localdate():
        raise DomainError(_("La date de publication est dans l’avenir : indiquez celle d’aujourd’hui."))
    parties = {one.party for one in text.commitments}
    if parties != set(Party):
        raise DomainError(_("Une charte engage le territoire et le réseau : écrivez au moins un engagement de chacun."))
    charter = load_charter(text)
    audit.record(
        "charter.published", target=charter, by=by, by_role=by.signature(), detail={"version": text.number}, public=True
    )
    return charter


def _write(charter: CharterVersion, commitments: Sequence[CommitmentText]) -> None:
    Commitment.objects.bulk_create(
        Commitment(
            charter=charter,
            code=one.code,
            party=one.party,
            phase=one.phase,
            text=one.text,
            expected_proof=one.proof,
            position=position,
        )
        for position, one in enumerate(commitments, start=1)
    )


class PledgeChanged(EditConflict):
    """Someone wrote down another announcement since the page was opened. `current` is the pledge as it stands now."""

    def __init__(self, current: Pledge) -> None:
        self.current = current
        super().__init__(
            _("Quelqu’un a noté cet engagement avant vous : voici ce qui est enregistré. Vos réponses sont ci-dessous.")
        )


def pledge_digest(pledge: Pledge | None) -> str:
    """What an announcement says, in one short text; empty when there is none."""
    if pledge is None:
        return ""
    said = {"date": pledge.announced_on.iso if pledge.announced_on else "", "etat": str(pledge.state)}
    return Revision.digest(said | {"source": pledge.source_label, "adresse": pledge.source_url})


@transaction.atomic
def announce(
    *,
    territory: Territory,
    by: User | None,
    announced_on: PartialDate | None = None,
    source_label: str = "",
    source_url: str = "",
    seen: str | None = None,
) -> Pledge:
    """Write down that a territory announced its engagement, and where that was read. Corrects an earlier
    announcement; a signature already given stays.

    `seen` is the `pledge_digest` when the page was opened; raises PledgeChanged when it changed since.
    """
    if announced_on is not None and announced_on.earliest > timezone.localdate():
        raise DomainError(_("La date d’annonce est dans l’avenir : vérifiez-la."))
    is_new = not Pledge.objects.filter(territory=territory).exists()
    pledge = _pledge(territory)
    if seen is not None and pledge_digest(None if is_new else pledge) != seen:
        raise PledgeChanged(pledge)
    if pledge.state == PledgeState.WITHDRAWN:
        pledge.state, pledge.withdrawn_on, pledge.withdrawal_reason = PledgeState.INTENTION, None, ""
    pledge.announced_on, pledge.source_label, pledge.source_url = announced_on, source_label, source_url
    pledge.save()
    audit.record(
        "pledge.announced",
        target=pledge,
        by=by,
        by_role=by.signature(territory) if by else "",
        detail={"territoire": territory.uid, "annonce": announced_on.iso if announced_on else "", "source": source_url},
        public=True,
    )
    return pledge


@transaction.atomic
def sign(
    *,
    territory: Territory,
    charter: CharterVersion,
    signatory_role: str,
    signed_on: datetime.date,
    by: User | None,
    decision_reference: str = "",
    decision_url: str = "",
    deliberation: Deliberation | None = None,
) -> Signature:
    """A territory signs one version of the charter. The signature is public and kept for ever.

    `deliberation` is the decision of its council that says so, when it is known here.
    """
    if charter.published_on is None:
        raise DomainError(_("Cette version de la charte n’est pas encore publiée : elle ne peut pas être signée."))
    if signed_on > timezone.localdate():
        raise DomainError(_("La date de signature est dans l’avenir : indiquez le jour où la charte a été signée."))
    if signed_on < charter.published_on:
        raise DomainError(
            _("Cette version de la charte a été publiée le %(day)s : elle n’a pas pu être signée avant.")
            % {"day": formats.date_format(charter.published_on, "j F Y")}
        )
    if not signatory_role.strip():
        raise DomainError(_("Dites en quelle qualité la charte est signée : « maire », « présidente »…"))
    pledge = _pledge(territory)
    if pledge.signatures.standing().filter(charter=charter).exists():
        raise DomainError(_("Ce territoire a déjà signé cette version de la charte."))
    left_on = pledge.signatures.aggregate(last=Max("withdrawn_on"))["last"]
    if left_on is not None and signed_on < left_on:
        raise DomainError(
            _("Ce territoire s’est retiré le %(day)s : une nouvelle signature ne peut pas être plus ancienne.")
            % {"day": formats.date_format(left_on, "j F Y")}
        )
    signature = Signature.objects.create(
        pledge=pledge,
        charter=charter,
        signatory_role=signatory_role.strip(),
        signed_on=signed_on,
        decision_reference=decision_reference,
        decision_url=decision_url,
        recorded_by=by,
    )
    pledge.state, pledge.withdrawn_on, pledge.withdrawal_reason = PledgeState.SIGNED, None, ""
    pledge.save()
    audit.record(
        "pledge.signed",
        target=pledge,
        by=by,
        by_role=by.signature(territory) if by else "",
        detail={
            "territoire": territory.uid,
            "version": charter.number,
            "date": signed_on.isoformat(),
            "qualite": signatory_role.strip(),
            "decision": decision_reference,
        },
        public=True,
    )
    if deliberation is not None:
        cite(proven=signature, deliberation=deliberation, by=by, role=by.signature(territory) if by else "")
    return signature


@transaction.atomic
def add_evidence(
    *,
    signature: Signature,
    commitment: Commitment,
    state: CommitmentState,
    on: datetime.date,
    by: User | None,
    text: str = "",
    url: str = "",
    concertation: Concertation | None = None,
) -> CommitmentEvidence:
    """Say where one commitment stands. A row is added: what was said before stays readable."""
    pledge = Pledge.objects.select_for_update(of=("self",)).select_related("territory").get(pk=signature.pledge_id)
    territory = pledge.territory
    if pledge.state != PledgeState.SIGNED or signature.withdrawn_on is not None:
        raise DomainError(_("Ce territoire s’est retiré : ses engagements ne changent plus."))
    if commitment.charter_id != signature.charter_id or commitment.party != Party.TERRITORY:
        raise DomainError(_("Cet engagement n’est pas l’un de ceux que ce territoire a signés."))
    _check_evidence(state=state, on=on, text=text, url=url)
    if concertation is not None and concertation.territory_id != territory.pk:
        raise DomainError(_("Cette concertation n’est pas celle de ce territoire."))
    role = by.signature(territory) if by else ""
    evidence = CommitmentEvidence.objects.create(
        signature=signature,
        commitment=commitment,
        concertation=concertation,
        state=state,
        on=on,
        text=text.strip(),
        url=url,
        by_role=role,
    )
    audit.record(
        "pledge.evidence_added",
        target=pledge,
        by=by,
        by_role=role,
        detail={"territoire": territory.uid, "engagement": commitment.code, "etat": state, "date": on.isoformat()},
        public=True,
    )
    return evidence


@transaction.atomic
def add_network_evidence(
    *, commitment: Commitment, state: CommitmentState, on: datetime.date, by: User, text: str = "", url: str = ""
) -> CommitmentEvidence:
    """Say where a commitment of the network itself stands, in one version of the charter. A row is added, as for a
    territory: the network is held to its word in the same way."""
    charter = CharterVersion.objects.select_for_update().get(pk=commitment.charter_id)
    if commitment.party != Party.NETWORK:
        raise DomainError(_("Cet engagement est celui des territoires : chacun dit où il en est depuis son espace."))
    if charter.published_on is None:
        raise DomainError(_("Cette version de la charte n’est pas encore publiée : elle n’engage personne."))
    _check_evidence(state=state, on=on, text=text, url=url)
    role = by.signature()
    evidence = CommitmentEvidence.objects.create(
        commitment=commitment, state=state, on=on, text=text.strip(), url=url, by_role=role
    )
    audit.record(
        "charter.evidence_added",
        target=charter,
        by=by,
        by_role=role,
        detail={"version": charter.number, "engagement": commitment.code, "etat": state, "date": on.isoformat()},
        public=True,
    )
    return evidence


def _check_evidence(*, state: CommitmentState, on: datetime.date, text: str, url: str) -> None:
    if state != CommitmentState.TAKEN and not text.strip() and not url:
        raise DomainError(_("Joignez une preuve (une adresse) ou expliquez en une phrase."))
    if on > timezone.localdate():
        raise DomainError(_("La date est dans l’avenir : indiquez le jour où cela a été constaté."))
    if not is_within_reach(on):
        raise DomainError(_("La date est trop ancienne pour être exacte : vérifiez l’année."))


@transaction.atomic
def withdraw(*, territory: Territory, reason: str, by: User, on: datetime.date | None = None) -> Pledge:
    """A territory leaves what it announced or signed, saying why. Its signatures and what it did stay public, and so
    does the reason."""
    if not reason.strip():
        raise DomainError(_("Dites pourquoi le territoire se retire : le motif est public."))
    pledge = Pledge.objects.select_for_update(of=("self",)).filter(territory=territory).first()
    if pledge is None:
        raise DomainError(_("Ce territoire n’a annoncé ni signé aucun engagement : il n’y a rien à retirer."))
    if pledge.state == PledgeState.WITHDRAWN:
        raise DomainError(_("Ce territoire s’est déjà retiré."))
    day = on or timezone.localdate()
    pledge.state, pledge.withdrawn_on, pledge.withdrawal_reason = PledgeState.WITHDRAWN, day, reason.strip()
    pledge.save()
    pledge.signatures.standing().update(withdrawn_on=day)
    audit.record(
        "pledge.withdrawn",
        target=pledge,
        by=by,
        by_role=by.signature(territory),
        detail={"territoire": territory.uid, "motif": reason.strip()},
        public=True,
    )
    return pledge


def _pledge(territory: Territory) -> Pledge:
    """The territory's pledge, made if there is none, held until the end of the transaction."""
    Pledge.objects.get_or_create(territory=territory)
    return Pledge.objects.select_for_update(of=("self",)).get(territory=territory)
