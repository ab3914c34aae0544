"""Every operation that writes, in the order in which they are described."""

from typing import Any

from commun.api.writing.operation import Operation
from commun.api.writing.operations import (
    answers,
    charter,
    concertation_lines,
    concertations,
    evaluations,
    follow_ups,
    library,
    library_lines,
    proofs,
    resources,
    takeaways,
    trades,
)

OPERATIONS: tuple[Operation[Any], ...] = (
    *charter.OPERATIONS,
    *concertations.OPERATIONS,
    *concertation_lines.OPERATIONS,
    *takeaways.OPERATIONS,
    *answers.OPERATIONS,
    *proofs.OPERATIONS,
    *follow_ups.OPERATIONS,
    *library.OPERATIONS,
    *library_lines.OPERATIONS,
    *evaluations.OPERATIONS,
    *resources.OPERATIONS,
    *trades.OPERATIONS,
)
