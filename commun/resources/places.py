"""Words of the addresses of the catalogue: no resource may take one as its own."""

RESERVED = frozenset({"collections", "proposer"})
