"""Reading the network's file where it stands, and taking in what raises no question."""

from django.utils.translation import gettext as _

from commun.core.errors import DomainError
from commun.core.outbound import FetchRefused
from commun.library.actions.feeds import keep_fetched, take_in, tell_coordinators
from commun.library.actions.imports import ImportReport, network_source
from commun.library.enums import FeedVerdict
from commun.library.importers.fetch import fetch_file


class NotTakenIn(DomainError):
    """Nothing was imported; the coordination knows why, and the last good version stays."""


def fetch_network_file(url: str) -> ImportReport:
    """The same file twice changes nothing, a bad one goes to quarantine and is told once. Raises NotTakenIn."""
    source = network_source()
    try:
        fetched, name = fetch_file(url)
    except FetchRefused as refusal:
        version = keep_fetched(source=source, fetched=None, name="flux.csv", url=url, failure=refusal.message)
    else:
        version = keep_fetched(source=source, fetched=fetched, name=name, url=url)
    if version.verdict == FeedVerdict.QUARANTINED:
        tell_coordinators(version=version, obstacles=[version.why])
        raise NotTakenIn(_("En quarantaine : %(why)s La dernière bonne version reste.") % {"why": version.why})
    if source.url != url:
        source.url = url
        source.save(update_fields=["url"])
    done, obstacles = take_in(version=version)
    if done is None:
        tell_coordinators(version=version, obstacles=obstacles)
        raise NotTakenIn(_("Gardé, mais pas importé : %(why)s") % {"why": " ".join(obstacles)})
    return done
