"""What the public read of a text, or of a word of the glossary, at each of its versions (`core.revisions`)."""

from commun.editorial.facts import filled
from commun.editorial.models import PublishedArticle, Term


def content_of(shown: PublishedArticle) -> dict[str, str]:
    """With the facts as they were that day."""
    return {"Titre": shown.title, "Chapô": shown.summary, "Texte": filled(shown.body)}


def content_of_term(term: Term) -> dict[str, str]:
    source = " ".join(filter(None, (term.source_title, term.source_url)))
    said = {"Terme": term.name, "Définition": term.definition, "Source": source}
    return {label: text for label, text in said.items() if text}
