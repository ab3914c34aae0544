"""Words of the addresses of groups: no group may take one as its own."""

RESERVED = frozenset({"invitation", "agenda", "decisions"})
