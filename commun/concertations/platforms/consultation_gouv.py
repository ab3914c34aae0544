"""The State's inventory of public consultations (consultation.gouv.fr): one line for each, its notes left aside."""

from commun.concertations.platforms.layouts import Field, Kind, Layout

PLATFORM = "consultation-gouv"

CONSULTATIONS = Layout(
    platform=PLATFORM,
    kind=Kind.CONSULTATIONS,
    title="Consultations inventoriées",
    marks=(("fichier",), ("title",), ("organisateur",), ("methode", "methodes")),
    fields=(
        Field("source_id", ("fichier",)),
        Field("title", ("title",)),
        Field("organiser", ("organisateur",)),
        Field("starts_on", ("date",)),
        Field("source_url", ("link",)),
        Field("tools", ("outil",), "liste en JSON"),
        Field("methods", ("methodes", "methode"), "liste en JSON"),
        Field("text", ("texte", "description")),
    ),
)
LAYOUTS = (CONSULTATIONS,)
