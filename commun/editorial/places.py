"""Words of the addresses of pages and news: no text may take one as its own."""

RESERVED = frozenset({"images", "nouveau"})
