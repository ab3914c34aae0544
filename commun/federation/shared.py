"""Which datasets travel from site to site."""

FEDERATED: tuple[str, ...] = (
    "concertations",
    "remontees",
    "propositions",
    "reponses",
    "suites",
    "jalons",
    "solutions",
    "usages-ia",
    "resultats",
)
"""Those whose rows a territory owns. Decisions come by their own files, findings belong to the network."""
