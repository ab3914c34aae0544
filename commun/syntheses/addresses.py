"""What the address of a page of the workshop says: which list, which search, what was read."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.urls import reverse

from commun.syntheses.models import Corpus

SINCE = "depuis"
LONGEST_SEARCH = 100


def group_url(corpus: Corpus, number: int) -> str:
    return reverse("syntheses:group", args=[corpus.uid, number])


def place_url(corpus: Corpus, place: str) -> str:
    return reverse("syntheses:place", args=[corpus.uid, place])


def searched(address: str) -> str:
    """The words looked for on the page at this address."""
    return dict(parse_qsl(urlsplit(address).query)).get("mots", "").strip()[:LONGEST_SEARCH]


def back_to(corpus: Corpus, address: str, *, since: int | None = None) -> str:
    """A page of this corpus and no other, without what it had told, to tell what was done after `since`."""
    home, parts = corpus.get_absolute_url(), urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith(home):
        return home
    pairs = [(name, value) for name, value in parse_qsl(parts.query) if name != SINCE]
    if since is not None:
        pairs.append((SINCE, str(since)))
    return f"{parts.path}?{urlencode(pairs)}" if pairs else parts.path
