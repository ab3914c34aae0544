"""The papers by the word of their address; which of them read public values only, and may be read by anyone."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as t

from commun.library.duties.facts import Facts
from commun.library.duties.papers import (
    answer_sheet,
    dpia,
    eu_register,
    fria,
    mention,
    request_letter,
    transparency,
)
from commun.library.duties.papers.paper import Paper


@dataclass(frozen=True)
class Kind:
    """`is_public`: anyone may have it, made from the public copy; the territory has all of them, from its own sheet."""

    slug: str
    title: str | Promise
    use: str | Promise
    make: Callable[[Facts], Paper]
    is_public: bool = False


KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind(
            "mention",
            t("Mention explicite"),
            t("À coller sur une décision qu’un algorithme a aidé à prendre."),
            mention.make,
            is_public=True,
        ),
        Kind(
            "reponse",
            t("Réponse à une personne"),
            t("Quand quelqu’un demande comment l’algorithme a pesé sur son cas."),
            answer_sheet.make,
            is_public=True,
        ),
        Kind(
            "demande",
            t("Lettre de demande"),
            t("Pour la personne qui veut des explications sur une décision."),
            request_letter.make,
            is_public=True,
        ),
        Kind(
            "article-50",
            t("Information des personnes"),
            t("Dire qu’elles parlent à une IA, ou lisent ce qu’elle a écrit."),
            transparency.make,
            is_public=True,
        ),
        Kind(
            "droits-fondamentaux",
            t("Analyse d’impact sur les droits fondamentaux"),
            t("Pour un usage à haut risque, avant la première utilisation."),
            fria.make,
        ),
        Kind(
            "registre-europeen",
            t("Enregistrement européen"),
            t("Ce que la collectivité déclare pour un usage à haut risque."),
            eu_register.make,
        ),
        Kind(
            "aipd",
            t("Synthèse de l’AIPD"),
            t("Quand des données personnelles sont traitées."),
            dpia.make,
        ),
    )
}
PUBLIC_KINDS: dict[str, Kind] = {slug: kind for slug, kind in KINDS.items() if kind.is_public}
