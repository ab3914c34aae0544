"""The table of correspondence of a platform, in Markdown, written from what the code reads."""

from collections.abc import Iterator

from django.utils.translation import override

from commun.concertations.enums import Decision
from commun.concertations.platforms import cap_collectif, consultation_gouv, decidim
from commun.concertations.platforms.layouts import Kind, Layout

PLATFORMS: dict[str, tuple[str, tuple[Layout, ...], dict[str, str]]] = {
    decidim.PLATFORM: ("Decidim", decidim.LAYOUTS, decidim.STATES),
    cap_collectif.PLATFORM: ("Cap Collectif", cap_collectif.LAYOUTS, cap_collectif.STATES),
    consultation_gouv.PLATFORM: ("Inventaire des consultations publiques de l’État", consultation_gouv.LAYOUTS, {}),
}

OURS: dict[str, str] = {
    "source_id": "Identifiant d’origine",
    "title": "Titre",
    "text": "Texte",
    "theme": "Thème",
    "state": "État d’origine",
    "answer": "Réponse d’origine",
    "answered_on": "Date de la réponse d’origine",
    "published_on": "Date de publication",
    "source_url": "Adresse d’origine",
    "is_withdrawn": "Retirée par son auteur",
    "withdrawn_on": "Mise à la corbeille le",
    "space": "Espace de la plateforme",
    "component": "Composant de la plateforme",
    "line_kind": "Nature de la ligne",
    "about_id": "Identifiant de ce qui est commenté",
    "about_kind": "Nature de ce qui est commenté",
    "alignment": "Pour ou contre",
    "depth": "Profondeur",
    "locale": "Langue",
    "parent": "Réalisation parente",
    "status": "Avancement, en mots",
    "progress": "Avancement",
    "starts_on": "Début",
    "ends_on": "Fin",
    "proposals": "Propositions d’origine",
    "place": "Lieu",
    "attendance": "Personnes présentes",
    "contributions": "Contributions",
    "conclusions": "Conclusions",
    "comments": "Nombre de commentaires",
    "organiser": "Qui organise",
    "tools": "Outils",
    "methods": "Méthodes",
}
_TAKEN = {
    Kind.PROPOSALS: "deviennent des remontées",
    Kind.MEETINGS: "deviennent des séquences",
    Kind.RESULTS: "sont gardées en brouillon, à reprendre en actions promises",
    Kind.COMMENTS: "sont comptées avec la remontée qu’elles commentent",
    Kind.CONSULTATIONS: "deviennent des fiches de `/consultations/` par `commun import consultations`",
}


def markdown(platform: str) -> str:
    """The whole page. French, whatever the language of the process."""
    title, layouts, states = PLATFORMS[platform]
    with override("fr"):
        return "\n".join(_lines(title, layouts, states)) + "\n"


def _lines(title: str, layouts: tuple[Layout, ...], states: dict[str, str]) -> Iterator[str]:
    yield f"# {title}"
    yield ""
    yield "Écrit par `commun correspondences` à partir de ce que le code lit. `*` : une langue ou un numéro."
    yield "Les colonnes qui nomment des personnes (auteurs, adresses, comptes) sont vidées dès la lecture."
    for layout in sorted(layouts, key=lambda one: one.kind != Kind.PROPOSALS):
        yield ""
        yield f"## {layout.title}"
        yield ""
        yield _said(layout)
        yield ""
        yield "| Là-bas | Chez nous | Remarque |"
        yield "|---|---|---|"
        for field in layout.fields:
            heads = ", ".join(f"`{head}`" for head in field.heads)
            yield f"| {heads} | {OURS[field.name]} | {field.note or ''} |"
        if layout.generations:
            yield ""
            yield "Versions reconnues : " + " ; ".join(name for name, _heads in reversed(layout.generations)) + "."
    if states:
        yield ""
        yield "## États"
        yield ""
        yield "La réponse qui en vient est un brouillon : une personne la relit et la signe. Un état qui n’est pas ici"
        yield "est montré tel quel, et la personne choisit."
        yield ""
        yield "| Là-bas | Chez nous |"
        yield "|---|---|"
        for state, decision in states.items():
            yield f"| {state} | {Decision(decision).label} |"


def _said(layout: Layout) -> str:
    if layout.kind in _TAKEN:
        return f"Ces lignes {_TAKEN[layout.kind]}."
    return "Ces lignes sont lues, et ne sont pas reprises dans une concertation."
