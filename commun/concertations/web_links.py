"""The addresses that public records of concertations cite, for `commun check-links`."""

from collections.abc import Iterator

from commun.concertations.models import Answer, CommitmentEvidence, Document, FactSource, Milestone
from commun.core.web_links import add_addresses


def of_public_records() -> Iterator[str]:
    """Documents, sources, evidence of commitments, decisions, proofs of promises."""
    published = {"concertation__published_at__isnull": False}
    of_proposition = {"proposition__concertation__published_at__isnull": False}
    of_promise = {"follow_up__proposition__concertation__published_at__isnull": False}
    for rows, name in (
        (Document.objects.filter(**published), "url"),
        (FactSource.objects.filter(**published), "url"),
        (CommitmentEvidence.objects.all(), "url"),
        (Answer.objects.filter(**of_proposition), "decision_url"),
        (Milestone.objects.filter(**of_promise), "proof_url"),
    ):
        yield from filter(None, rows.values_list(name, flat=True))


add_addresses(of_public_records)
