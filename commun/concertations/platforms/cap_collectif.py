"""Cap Collectif: the CSV of a step, one line a contribution (and, in older files, one line a vote or a comment).

The heads of proposals are read under the three names that they had; a questionnaire has one column for each question,
`Q<identifier> - <question>`, several values in a cell being joined by a bar.
"""

import re

from commun.concertations.platforms.layouts import Field, Kind, Layout

PLATFORM = "cap-collectif"
QUESTION = re.compile(r"Q([A-Za-z0-9+/=]{8,}) - (.+)", re.DOTALL)

STATES: dict[str, str] = {
    "retenu": "retenue",
    "retenue": "retenue",
    "acceptee": "retenue",
    "approuvee": "retenue",
    "laureat": "retenue",
    "laureate": "retenue",
    "non retenu": "non_retenue",
    "non retenue": "non_retenue",
    "refusee": "non_retenue",
    "rejetee": "non_retenue",
    "en cours d'etude": "a_l_etude",
    "a l'etude": "a_l_etude",
    "en cours d'analyse": "a_l_etude",
    "realise": "deja_en_oeuvre",
    "realisee": "deja_en_oeuvre",
}


def _named(*names: str) -> tuple[str, ...]:
    return tuple(head for name in names for head in (f"proposal_{name}", f"export_proposal_{name}"))


PROPOSALS = Layout(
    platform=PLATFORM,
    kind=Kind.PROPOSALS,
    title="Propositions",
    marks=(_named("id", "reference"), _named("title")),
    fields=(
        Field("source_id", _named("id", "reference")),
        Field("title", _named("title"), "placé avant le texte"),
        Field("text", (*_named("description"), *_named("body", "summary")), "sans balises HTML"),
        Field("theme", _named("theme_title", "category_name"), "s’il est dans notre liste"),
        Field("state", _named("status_name"), "voir les états"),
        Field("answer", _named("official_response"), "brouillon de réponse, à relire et à signer"),
        Field("published_on", _named("publishedat", "published_at", "createdat", "created_at")),
        Field("source_url", _named("link"), "affichée avec la remontée"),
        Field(
            "withdrawn_on", _named("trashedat", "trashed_at"), "une proposition mise à la corbeille n’est pas reprise"
        ),
        Field("line_kind", ("contribution_type", "contributions_type"), "seules les lignes « proposal » sont lues"),
    ),
)
REPLIES = Layout(
    platform=PLATFORM,
    kind=Kind.PROPOSALS,
    title="Réponses à un questionnaire",
    marks=(("reference", "id"), ("publishedat", "createdat"), ("trashed", "trashedstatus")),
    fields=(
        Field("source_id", ("id", "reference")),
        Field("title", ("title",), "placé avant le texte"),
        Field("published_on", ("publishedat", "createdat")),
        Field("is_withdrawn", ("trashed",), "une contribution mise à la corbeille n’est pas reprise"),
    ),
)
LAYOUTS = (PROPOSALS, REPLIES)


def questions(heads: tuple[str, ...]) -> dict[int, str]:
    """The columns that hold an answer, each with its question as it was put."""
    return {index: match[2].strip() for index, head in enumerate(heads) if (match := QUESTION.fullmatch(head.strip()))}
