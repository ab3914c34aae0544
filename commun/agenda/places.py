"""Words of the addresses of the agenda: no meeting may take one as its own."""

RESERVED = frozenset({"rendez-vous", "mois", "inscription", "moi", "agenda", "groupes", "territoires"})
