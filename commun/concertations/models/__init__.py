"""The charter, the canevas, and the chain that goes from a sentence said in a room to the proof of what was done."""

from commun.concertations.models.charter import (
    CharterVersion,
    Commitment,
    CommitmentEvidence,
    Pledge,
    Signature,
)
from commun.concertations.models.concertation import (
    AudiencePart,
    Concertation,
    Document,
    FactSource,
    FrameChange,
    Sequence,
    Speaker,
    Transition,
)
from commun.concertations.models.imports import ColumnMemory, ImportedRecord, ImportedResult, ImportedSequence
from commun.concertations.models.proofs import DecisionProof
from commun.concertations.models.resource_uses import ResourceUse
from commun.concertations.models.takeaways import (
    Answer,
    Erratum,
    FollowUp,
    Milestone,
    ParticipantView,
    Reminder,
    Takeaway,
)
from commun.concertations.models.usage_links import UsageLink

__all__ = [
    "Answer",
    "AudiencePart",
    "CharterVersion",
    "ColumnMemory",
    "Commitment",
    "CommitmentEvidence",
    "Concertation",
    "DecisionProof",
    "Document",
    "Erratum",
    "FactSource",
    "FollowUp",
    "FrameChange",
    "ImportedRecord",
    "ImportedResult",
    "ImportedSequence",
    "Milestone",
    "ParticipantView",
    "Pledge",
    "Reminder",
    "ResourceUse",
    "Sequence",
    "Signature",
    "Speaker",
    "Takeaway",
    "Transition",
    "UsageLink",
]
