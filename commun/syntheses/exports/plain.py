"""The manifesto as plain JSON: whoever reads it needs no schema of ours to understand it."""

from typing import Any

from django.conf import settings

from commun.syntheses.queries.manifesto import Article, Rest, Text


def structure(text: Text) -> dict[str, Any]:
    """French keys, in the order of the page; what is unknown is null."""
    return {
        "identifiant": text.uid,
        "url": f"{settings.SITE_URL}{text.url}",
        "version": text.number,
        "exemple_fictif": text.is_fictional,
        "etat": text.state.value,
        "titre": text.title,
        "sous_titre": text.subtitle or None,
        "adoptee_le": text.adopted_on.isoformat() if text.adopted_on else None,
        "adoptee_a": text.adopted_where or None,
        "adoptee_par": text.adopted_by or None,
        "source": {"titre": text.source, "url": text.source_url or None} if text.source else None,
        "texte_publie_ici": text.has_text,
        "preambule": text.preamble or None,
        "axes": [
            {
                "repere": axis.code,
                "titre": axis.title,
                "en_une_phrase": axis.says or None,
                "articles": [_article(one) for one in axis.articles],
            }
            for axis in text.axes
        ],
    }


def _article(article: Article) -> dict[str, Any]:
    return {
        "repere": article.code,
        "numero": article.label,
        "titre": article.title,
        "url": f"{settings.SITE_URL}{article.url}",
        "repose_sur": [_rest(one) for one in article.rests],
        "paragraphes": [
            {
                "identifiant": one.uid,
                "cle": one.key,
                "texte": one.text,
                "repose_sur": [_rest(rest) for rest in one.rests],
            }
            for one in article.paragraphs
        ],
        "verifications": [
            {
                "repere": one.code,
                "question": one.question,
                "cible": one.target.value,
                "champ": one.field,
                "condition": one.condition.value,
                "reponses_attendues": list(one.expected),
            }
            for one in article.checks
        ],
    }


def _rest(rest: Rest) -> dict[str, Any]:
    return {
        "constat": rest.uid,
        "titre": rest.title,
        "url": f"{settings.SITE_URL}{rest.url}",
        "retenu": rest.note or None,
        "retire_parce_que": rest.withdrawn_reason or None,
    }
