"""The charter as it is read: its commitments, who signed it, and where each territory's commitments stand."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.urls import reverse

from commun.concertations.enums import CommitmentState, Party, Phase, PledgeState, State
from commun.concertations.models import CharterVersion, Commitment, CommitmentEvidence, Concertation, Pledge, Signature
from commun.concertations.queries.cited import Cited, cited_for_signatures, cited_uid
from commun.core.dates import PartialDate
from commun.core.revisions import FieldChange, compare
from commun.territories.models import Territory

SIGNATORIES_A_PAGE = 20


@dataclass(frozen=True)
class CommitmentLine:
    """`standing`: where it stands, for a commitment of the network; those of territories stand on their pages."""

    code: str
    text: str
    proof: str
    standing: "CommitmentStanding | None"


@dataclass(frozen=True)
class PhaseBlock:
    """The commitments of one moment, in their order."""

    title: str
    lines: tuple[CommitmentLine, ...]


@dataclass(frozen=True)
class Signatory:
    territory: str
    url: str
    is_fictional: bool
    is_withdrawn: bool
    version: str
    signed_on: datetime.date
    signatory_role: str
    decision_reference: str
    decision_url: str


@dataclass(frozen=True)
class CharterPage:
    """Everything the page of one version shows. `signed` and `announced` leave invented territories out."""

    number: str
    title: str
    introduction: str
    published_on: datetime.date
    source: str
    url: str
    is_current: bool
    phases: tuple[PhaseBlock, ...]
    page: Page[Signature]
    signatories: tuple[Signatory, ...]
    signed_this: int
    signed_any: int
    announced: int
    versions: tuple[CharterVersion, ...]


def _phases(commitments: Iterable[Commitment], standings: Mapping[str, "CommitmentStanding"]) -> tuple[PhaseBlock, ...]:
    blocks: dict[Phase, list[CommitmentLine]] = defaultdict(list)
    for one in commitments:
        line = CommitmentLine(one.code, one.text, one.expected_proof, standings.get(one.code))
        blocks[Phase(one.phase)].append(line)
    return tuple(PhaseBlock(str(phase.label), tuple(blocks[phase])) for phase in Phase if blocks[phase])


def charter_page(*, charter: CharterVersion, page: int | str = 1) -> CharterPage:
    """Six queries, whatever the number of signatories."""
    assert charter.published_on is not None
    versions = tuple(CharterVersion.objects.published())
    commitments = tuple(charter.commitments.all())
    counts = Pledge.objects.real().aggregate(
        this=Count("pk", filter=Q(signatures__charter=charter, signatures__withdrawn_on=None), distinct=True),
        signed=Count("pk", filter=Q(state=PledgeState.SIGNED), distinct=True),
        announced=Count("pk", filter=Q(state=PledgeState.INTENTION), distinct=True),
    )
    signatures = (
        Signature.objects.filter(charter=charter)
        .select_related("pledge__territory")
        .annotate(cited=cited_uid("signature"))
        .order_by("pledge__territory__is_fictional", "-signed_on", "-pk")
    )
    found = Paginator(signatures, SIGNATORIES_A_PAGE).get_page(page)
    return CharterPage(
        number=charter.number,
        title=charter.title,
        introduction=charter.introduction,
        published_on=charter.published_on,
        source=charter.source,
        url=charter.get_absolute_url(),
        is_current=versions[0].pk == charter.pk,
        phases=_phases(commitments, _network_standings(charter, commitments)),
        page=found,
        signatories=tuple(_signatory(one, charter) for one in found.object_list),
        signed_this=counts["this"],
        signed_any=counts["signed"],
        announced=counts["announced"],
        versions=versions,
    )


def _signatory(signature: Signature, charter: CharterVersion) -> Signatory:
    territory = signature.pledge.territory
    cited = getattr(signature, "cited", None)
    return Signatory(
        territory=territory.name,
        url=territory.get_absolute_url(),
        is_fictional=territory.is_fictional,
        is_withdrawn=signature.withdrawn_on is not None,
        version=charter.number,
        signed_on=signature.signed_on,
        signatory_role=signature.signatory_role,
        decision_reference=signature.decision_reference,
        decision_url=reverse("deliberations:detail", args=[cited]) if cited else signature.decision_url,
    )


def charter_changes(*, old: CharterVersion, new: CharterVersion) -> list[FieldChange]:
    """What the later version says differently, commitment by commitment, word by word. Two queries."""
    return compare(_content(old), _content(new))


def _content(charter: CharterVersion) -> dict[str, str]:
    return {"Introduction": charter.introduction} | {one.code: one.text for one in charter.commitments.all()}


@dataclass(frozen=True)
class EvidenceLine:
    """What was said of one commitment, on a date."""

    state: CommitmentState
    on: datetime.date
    text: str
    url: str
    by_role: str
    concertation: str
    concertation_url: str


_SHAPES = {
    CommitmentState.TAKEN: "en_cours",
    CommitmentState.PROVEN: "tenu",
    CommitmentState.NOT_KEPT: "en_retard",
    CommitmentState.NOT_APPLICABLE: "neutre",
}


@dataclass(frozen=True)
class CommitmentStanding:
    """One commitment, of a territory or of the network, and where it stands.

    `history` has the earlier words, newest first.
    """

    commitment: Commitment
    latest: EvidenceLine | None
    history: tuple[EvidenceLine, ...]

    @property
    def code(self) -> str:
        return self.commitment.code

    @property
    def state(self) -> CommitmentState:
        """Signing is taking: a commitment of which nothing was said yet is "pris"."""
        return self.latest.state if self.latest else CommitmentState.TAKEN

    @property
    def shape(self) -> str:
        """The drawn state that stands beside the words (`ui_state`)."""
        return _SHAPES[self.state]

    @property
    def is_proven(self) -> bool:
        return self.state == CommitmentState.PROVEN


@dataclass(frozen=True)
class PledgeStanding:
    """A territory's engagement: announced, signed version after version, and its commitments."""

    state: PledgeState
    announced_on: PartialDate | None
    source_label: str
    source_url: str
    withdrawn_on: datetime.date | None
    withdrawal_reason: str
    signatures: tuple[Signature, ...]
    decisions: tuple[Cited, ...]
    """The council decisions that prove each signature, in their order."""
    commitments: tuple[CommitmentStanding, ...]

    @property
    def signed(self) -> tuple[tuple[Signature, Cited], ...]:
        return tuple(zip(self.signatures, self.decisions, strict=True))

    @property
    def signature(self) -> Signature | None:
        """The latest one that stands: the version that binds; once withdrawn, the last that did."""
        return self.signatures[0] if self.signatures else None

    @property
    def proven(self) -> int:
        return sum(one.is_proven for one in self.commitments)

    @property
    def applicable(self) -> int:
        """How many commitments concern this territory: the denominator of `proven`."""
        return sum(one.state != CommitmentState.NOT_APPLICABLE for one in self.commitments)

    @property
    def announced_on_typed(self) -> str:
        """As the form takes it: "18/09/2024", "09/2024" or "2024"."""
        return "/".join(reversed(self.announced_on.iso.split("-"))) if self.announced_on else ""

    def binds(self, charter: CharterVersion) -> bool:
        """Whether this version is signed, and not withdrawn."""
        return any(one.charter_id == charter.pk and one.withdrawn_on is None for one in self.signatures)

    @property
    def has_signed(self) -> bool:
        return self.state == PledgeState.SIGNED


def pledge_standing(*, territory: Territory) -> PledgeStanding | None:
    """None when the territory never pledged. Five queries at most."""
    pledge = Pledge.objects.filter(territory=territory).first()
    if pledge is None:
        return None
    signatures = tuple(pledge.signatures.select_related("charter").binding_first())
    cited = cited_for_signatures(signatures) if signatures else {}
    return PledgeStanding(
        state=PledgeState(pledge.state),
        announced_on=pledge.announced_on,
        source_label=pledge.source_label,
        source_url=pledge.source_url,
        withdrawn_on=pledge.withdrawn_on,
        withdrawal_reason=pledge.withdrawal_reason,
        signatures=signatures,
        decisions=tuple(cited.get(one.pk, ()) for one in signatures),
        commitments=_standings(signatures[0]) if signatures else (),
    )


def _standings(signature: Signature) -> tuple[CommitmentStanding, ...]:
    commitments = Commitment.objects.filter(charter=signature.charter_id, party=Party.TERRITORY)
    return _standing_of(commitments, signature.evidence.select_related("concertation"))


def network_standings(*, charter: CharterVersion) -> tuple[CommitmentStanding, ...]:
    """Where the network's own commitments stand in this version. Two queries."""
    return tuple(_network_standings(charter, charter.commitments.all()).values())


def _network_standings(charter: CharterVersion, commitments: Iterable[Commitment]) -> dict[str, CommitmentStanding]:
    own = [one for one in commitments if one.party == Party.NETWORK]
    evidence = CommitmentEvidence.objects.filter(commitment__charter=charter, signature=None)
    return {one.code: one for one in _standing_of(own, evidence.select_related("concertation"))}


def _standing_of(
    commitments: Iterable[Commitment], evidence: Iterable[CommitmentEvidence]
) -> tuple[CommitmentStanding, ...]:
    said: dict[int, list[EvidenceLine]] = defaultdict(list)
    for one in evidence:
        said[one.commitment_id].append(_evidence(one))
    return tuple(
        CommitmentStanding(
            commitment=one,
            latest=said[one.pk][0] if said[one.pk] else None,
            history=tuple(said[one.pk][1:]),
        )
        for one in commitments
    )


def _evidence(one: CommitmentEvidence) -> EvidenceLine:
    """A draft concertation gives no name away: only a published one is cited."""
    concertation = one.concertation if one.concertation is not None and one.concertation.is_published else None
    return EvidenceLine(
        state=CommitmentState(one.state),
        on=one.on,
        text=one.text,
        url=one.url,
        by_role=one.by_role,
        concertation=concertation.title if concertation else "",
        concertation_url=concertation.get_absolute_url() if concertation else "",
    )


def waiting_for_the_charter(*, territory: Territory) -> list[Concertation]:
    """The concertations that the signature lets move on. One query."""
    return list(Concertation.objects.filter(territory=territory, state=State.INTENTION).order_by("title"))
