"""From an address to a dated file: what came, whatever it is. Whether it is good is said elsewhere."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from commun.core.outbound import Fetched, FetchRefused, fetch
from commun.core.uploads import TABLES, extension_of, safe_name

_BY_TYPE = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}


def fetch_file(url: str) -> tuple[Fetched, str]:
    """What stands at `url`, and a name for it. Raises FetchRefused."""
    found = fetch(url, max_bytes=settings.MAX_UPLOAD_BYTES)
    if found.status != 200:
        raise FetchRefused(_("L’adresse répond par l’erreur %(status)d.") % {"status": found.status})
    return found, name_of(found)


def name_of(found: Fetched) -> str:
    """The name that the address gives; « .csv » when it tells no format that holds a table."""
    last = unquote(urlsplit(found.url).path.rpartition("/")[2])
    extension = extension_of(last)
    if extension not in TABLES:
        extension = _BY_TYPE.get(found.media_type, "csv")
    return safe_name(last if "." in last else f"{last or 'flux'}.{extension}", extension)
