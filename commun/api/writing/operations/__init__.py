"""Every operation that writes, in the order in which they are described."""

from typing import Any

from commun.api.writing.operation import Operation
from commun.api.writing.operations import answers, concertations, follow_ups, library, takeaways

OPERATIONS: tuple[Operation[Any], ...] = (
    *concertations.OPERATIONS,
    *takeaways.OPERATIONS,
    *answers.OPERATIONS,
    *follow_ups.OPERATIONS,
    *library.OPERATIONS,
)
