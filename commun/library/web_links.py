"""The addresses that the sheets cite, for `commun check-links`."""

from collections.abc import Iterator

from commun.core.web_links import add_addresses
from commun.library.fields import FIELDS
from commun.library.models import Deployment, Result, SheetAlert, SheetLink, SheetSource, Solution, StageChange

URL_FIELDS = tuple(one.name for one in FIELDS if one.kind == "url")
_ROWS = ((SheetLink, "url"), (SheetSource, "url"), (Result, "source_url"), (StageChange, "source_url"),
         (SheetAlert, "source_url"))  # fmt: skip
_OF_SOLUTION = ("supplier_url", "source_code_url", "documentation_url", "source_url")


def of_published_sheets() -> Iterator[str]:
    """What the public may follow; a draft is nobody's business."""
    for values in Deployment.objects.published().values_list(*URL_FIELDS):
        yield from filter(None, values)
    for model, name in _ROWS:
        public = model._default_manager.filter(deployment__public__isnull=False, is_public=True)
        yield from filter(None, public.values_list(name, flat=True))
    for values in Solution.objects.public().values_list(*_OF_SOLUTION):
        yield from filter(None, values)


add_addresses(of_published_sheets)
