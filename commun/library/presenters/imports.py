"""Words for what an import found."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as t

_KINDS: dict[str, str | Promise] = {
    "identite": t("identité de la collectivité"),
    "recopie": t("recopie vers le bas dans le tableur"),
    "vocabulaire": t("mot hors de la liste"),
    "adresse": t("adresse qui n’en est pas une, ou qui mène à un accueil"),
    "date": t("date illisible"),
    "manque": t("champ obligatoire vide"),
    "texte": t("texte à reprendre"),
}


def kinds(counts: Mapping[str, int]) -> list[tuple[str | Promise, int]]:
    """(what is wrong, how many times), the gravest first."""
    return [(label, counts[kind]) for kind, label in _KINDS.items() if counts.get(kind)]
