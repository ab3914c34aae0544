"""What a decision said at each of its publications, as `core.revisions` keeps it."""

from commun.deliberations.columns import VALUES, written
from commun.deliberations.models import Deliberation

TEXT = "Texte"


def content_of(decision: Deliberation, *, text: str) -> list[list[str]]:
    """[label, text] of what the public read, in the order of the columns; what is empty is left out."""
    said = [[str(column.title), written(getattr(decision, column.field))] for column in VALUES]
    said.append([TEXT, text])
    return [[label, value] for label, value in said if value]
