"""Reading a Commun site from Python, and writing to it with a territory's key.

    from commun_client import Commun

    site = Commun("https://commun.exemple.fr")
    for row in site.list("propositions", reponse=["retenue", "partielle"], champs=["texte", "reponse"]):
        print(row["texte"])
    site.download("usages-ia", to="usages.csv")

Nothing but the standard library: a script of three lines should install nothing.
"""

from commun_client.client import ANY, Collection, Commun, SearchPage
from commun_client.errors import (
    ChecksumMismatch,
    CommunError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    Stale,
    TooMany,
    Unauthorized,
    Unreachable,
    VersionNeeded,
)
from commun_client.writing import Written, WrittenLine

__all__ = [
    "ANY",
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
    "Stale",
    "TooMany",
    "Unauthorized",
    "Unreachable",
    "VersionNeeded",
    "Written",
    "WrittenLine",
]
