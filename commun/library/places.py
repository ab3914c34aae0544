"""Words of the addresses of the library: no sheet nor solution may take one as its own."""

RESERVED = frozenset(
    {"besoin", "carte", "comparer", "couverture", "droit", "evaluations", "exports", "grille", "inventaire", "nouvelle",
     "qualifier", "solutions", "usages"}
)  # fmt: skip

FIRST_SHEET = "library:sheet_new"
"""The page of the workspace where a territory opens a sheet; takes its slug, `?solution=` and `?depuis=`."""
