"""The addresses that the agenda cites, for `commun check-links`."""

from collections.abc import Iterator

from commun.agenda.models import Event, EventSeries
from commun.core.web_links import add_addresses


def of_public_meetings() -> Iterator[str]:
    yield from Event.objects.public().exclude(source_url="").values_list("source_url", flat=True)
    yield from EventSeries.objects.exclude(source_url="").values_list("source_url", flat=True)


add_addresses(of_public_meetings)
