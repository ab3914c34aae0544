"""What a decision said at each of its publications, as `core.revisions` keeps it."""

from collections.abc import Callable

from commun.deliberations.columns import BY_NAME, VALUES, written
from commun.deliberations.models import Deliberation

TEXT = "Texte"


def content_of(decision: Deliberation, *, text: str) -> list[list[str]]:
    """[label, text] of what the public read, in the order of the columns; what is empty is left out."""
    said = [[str(column.title), written(getattr(decision, column.field))] for column in VALUES]
    said.append([TEXT, text])
    return [[label, value] for label, value in said if value]


def scdl_cells() -> dict[str, Callable[[Deliberation], str]]:
    """How each SCDL column is read from a decision that comes with its body."""
    return {name: _reader(column.field) for name, column in BY_NAME.items()}


def _reader(field: str) -> Callable[[Deliberation], str]:
    path = field.split(".")

    def read(decision: Deliberation) -> str:
        value: object = decision
        for step in path:
            value = getattr(value, step)
        return written(value)

    return read
