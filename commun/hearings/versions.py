"""What the public read at each version (`core.revisions`): never a name, so that a name can be withdrawn for good."""

from commun.hearings.models import CouncilOpinion, Hearing


def content_of_hearing(hearing: Hearing) -> dict[str, str]:
    said = {
        "Sujet": hearing.title,
        "Date": hearing.heard_on.iso if hearing.heard_on else "",
        "Entendue par": hearing.heard_by,
        "Questions": hearing.questions,
        "Compte rendu": hearing.body,
    }
    return {label: text for label, text in said.items() if text}


def content_of_opinion(opinion: CouncilOpinion) -> dict[str, str]:
    said = {
        "Avis": opinion.text,
        "Lien d’intérêt": opinion.interest if opinion.has_interest else "aucun déclaré",
        "Réponse": opinion.answer,
    }
    return {label: text for label, text in said.items() if text}
