"""Decidim: the exports of its workspace and of its open data, under each set of heads that it has had since 0.16.

Three faults of its own files are known and mended here: the apostrophe that it sets before a formula, the addresses of
proposals joined by a comma where its own import wants a semicolon, and HTML where people wrote plain text.
"""

from commun.concertations.platforms.layouts import Field, Kind, Layout

PLATFORM = "decidim"
PREFIX = "open-data-"

STATES: dict[str, str] = {
    "accepted": "retenue",
    "acceptee": "retenue",
    "accepte": "retenue",
    "rejected": "non_retenue",
    "rejetee": "non_retenue",
    "refusee": "non_retenue",
    "evaluating": "a_l_etude",
    "en evaluation": "a_l_etude",
    "en cours d'evaluation": "a_l_etude",
    "en cours d'etude": "a_l_etude",
}
"""Decidim's states → decisions of ours. Another was invented by the people of that platform: they translate it."""
SILENT_STATES = frozenset({"", "not_answered", "non repondue", "sans reponse", "published", "publiee", "pending"})
WITHDRAWN_STATES = frozenset({"withdrawn", "retiree", "hidden", "masquee"})

PROPOSALS = Layout(
    platform=PLATFORM,
    kind=Kind.PROPOSALS,
    title="Propositions",
    marks=(("title", "title/*"), ("body", "body/*")),
    never=("alignment", "commentable_id", "root_commentable_url", "proposal_id", "progress", "start_time"),
    fields=(
        Field("source_id", ("id",), "avec l’adresse de la plateforme : l’identité du texte"),
        Field("title", ("title", "title/*"), "placé avant le texte"),
        Field("text", ("body", "body/*"), "sans balises HTML, dans la première langue remplie, le français d’abord"),
        Field(
            "theme",
            ("category", "category/name", "category/name/*", "taxonomies/name", "taxonomies/*/*"),
            "s’il est dans notre liste",
        ),
        Field("state", ("state", "proposal_state", "state/*"), "voir les états"),
        Field("answer", ("answer", "answer/*"), "brouillon de réponse, à relire et à signer"),
        Field("answered_on", ("answered_at", "state_published_at"), "jour de la réponse d’origine"),
        Field("published_on", ("published_at", "created_at")),
        Field("source_url", ("url",), "affichée avec la remontée"),
        Field("is_withdrawn", ("withdrawn",), "une proposition retirée par son auteur n’est pas reprise"),
        Field("space", ("participatory_space/url", "participatory_space/id")),
        Field("component", ("component/id",)),
    ),
    generations=(
        ("0.30 et suivantes, une colonne par taxonomie", ("taxonomies/ids", "likes/total_count")),
        ("0.30", ("taxonomies/id", "taxonomies/name", "state_published_at")),
        ("0.20 à 0.26", ("supports", "participatory_space/url", "is_amend")),
        ("0.16 à 0.18", ("votes", "meeting_urls")),
        ("fichier d’import ou autre", ()),
    ),
)
COMMENTS = Layout(
    platform=PLATFORM,
    kind=Kind.COMMENTS,
    title="Commentaires",
    marks=(("body", "body/*"), ("commentable_id", "root_commentable_url")),
    fields=(
        Field("source_id", ("id",)),
        Field("text", ("body", "body/*")),
        Field("about_id", ("commentable_id",)),
        Field("about_kind", ("commentable_type",)),
        Field("alignment", ("alignment",)),
        Field("depth", ("depth",)),
        Field("published_on", ("created_at",)),
        Field("locale", ("locale",)),
        Field("source_url", ("root_commentable_url",)),
    ),
)
RESULTS = Layout(
    platform=PLATFORM,
    kind=Kind.RESULTS,
    title="Réalisations",
    marks=(("title", "title/*"), ("progress",), ("proposal_urls", "status/key", "parent/id")),
    fields=(
        Field("source_id", ("id",)),
        Field("title", ("title", "title/*")),
        Field("text", ("description", "description/*")),
        Field("parent", ("parent/id",)),
        Field("status", ("status/name", "status/name/*", "status/key")),
        Field("progress", ("progress",), "de 0 à 100"),
        Field("starts_on", ("start_date",)),
        Field("ends_on", ("end_date",)),
        Field(
            "proposals", ("proposal_urls",), "les identifiants entiers, que les adresses soient jointes par , ou par ;"
        ),
        Field("source_url", ("url",)),
        Field("component", ("component/id",)),
    ),
)
MEETINGS = Layout(
    platform=PLATFORM,
    kind=Kind.MEETINGS,
    title="Rencontres",
    marks=(("title", "title/*"), ("start_time",)),
    fields=(
        Field("source_id", ("id",)),
        Field("title", ("title", "title/*")),
        Field("text", ("description", "description/*")),
        Field("place", ("location", "location/*")),
        Field("starts_on", ("start_time",)),
        Field("ends_on", ("end_time",)),
        Field("attendance", ("attendees", "attendees_count")),
        Field("contributions", ("contributions", "contributions_count")),
        Field("is_withdrawn", ("withdrawn",)),
        Field("source_url", ("url",)),
        Field("component", ("component/id",)),
    ),
)
DEBATES = Layout(
    platform=PLATFORM,
    kind=Kind.DEBATES,
    title="Débats",
    marks=(
        ("title", "title/*"),
        ("description", "description/*"),
        ("comments", "conclusions/*", "information_updates"),
    ),
    never=("progress", "start_time", "participatory_process_type/*", "budget/id"),
    fields=(
        Field("source_id", ("id",)),
        Field("title", ("title", "title/*")),
        Field("text", ("description", "description/*")),
        Field("conclusions", ("conclusions", "conclusions/*")),
        Field("comments", ("comments",)),
        Field("source_url", ("url",)),
        Field("component", ("component/id",)),
    ),
)
LAYOUTS = (COMMENTS, RESULTS, MEETINGS, PROPOSALS, DEBATES)
