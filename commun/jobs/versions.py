"""What the public read of a trade at each of its versions (`core.revisions`)."""

from commun.jobs.models import Trade


def content_of(trade: Trade) -> dict[str, str]:
    said = {
        "Intitulé": trade.title,
        "Filière": str(trade.get_branch_display()),
        "Texte": trade.legal_text,
        "Autres appellations": ", ".join(trade.other_names),
        "Source": trade.source_title,
        "Date de la source": trade.known_on.iso if trade.known_on else "",
    }
    return {label: text for label, text in said.items() if text}
