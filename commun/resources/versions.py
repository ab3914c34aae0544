"""What the public read of a resource at each of its versions, as `core.revisions` keeps it."""

from commun.resources.fields import FIELDS
from commun.resources.models import Resource


def content_of(resource: Resource) -> dict[str, str]:
    """Label → text, in the order of the form; what is unknown is left out."""
    said = {str(one.label): one.display(getattr(resource, one.name)) for one in FIELDS}
    return {label: text for label, text in said.items() if text}
