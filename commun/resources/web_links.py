"""The addresses that the catalogue cites, for `commun check-links`."""

from collections.abc import Iterator

from commun.core.web_links import add_addresses
from commun.resources.models import Resource


def of_public_resources() -> Iterator[str]:
    for values in Resource.objects.public().values_list("url", "source_url"):
        yield from filter(None, values)


add_addresses(of_public_resources)
