"""Reading a Commun site from Python, and writing to it with a territory's key.

    from commun_client import Commun

    site = Commun("https://commun.exemple.fr")
    for row in site.list("propositions", reponse=["retenue", "partielle"], champs=["texte", "reponse"]):
        print(row["texte"])
    site.download("usages-ia", to="usages.csv")

Nothing but the standard library: a script of three lines should install nothing.
"""

from commun_client.client import Collection, Commun, SearchPage
from commun_client.errors import (
    ChecksumMismatch,
    CommunError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    TooMany,
    Unauthorized,
    Unreachable,
)

__all__ = [
    "ChecksumMismatch",
    "Collection",
    "Commun",
    "CommunError",
    "Conflict",
    "Forbidden",
    "Invalid",
    "NotFound",
    "Problem",
    "SearchPage",
    "TooMany",
    "Unauthorized",
    "Unreachable",
]
