"""What the sweep of addresses needs of pages and news (see tests/consistency/samples.py)."""

from typing import Any

from commun.editorial.enums import ArticleKind
from tests.consistency.samples import Sample
from tests.consistency.world import World
from tests.editorial.factories import draft, picture, published, to_review, word


def _draft(world: World) -> dict[str, Any]:
    return {"slug": draft().slug}


def _public(world: World) -> dict[str, Any]:
    return {"slug": published().slug}


def _review(world: World) -> dict[str, Any]:
    return {"slug": to_review().slug}


def _public_picture(world: World) -> dict[str, Any]:
    article = draft()
    made = picture(article)
    from_draft = published(title="Avec image", body="Le site ouvre.")
    made.published_in.add(from_draft.public)
    return {"digest": made.sha256}


def _picture(world: World) -> dict[str, Any]:
    article = draft()
    return {"slug": article.slug, "number": picture(article).number}


def _word(world: World) -> dict[str, Any]:
    return {"slug": word().slug}


SAMPLES: dict[str, Sample] = {
    "editorial:news": _public,
    "editorial:page": lambda world: {"slug": published(kind=ArticleKind.METHOD).slug},
    "editorial:versions": _public,
    "editorial:version": lambda world: {**_public(world), "number": 1},
    "editorial:picture": _public_picture,
    "editorial:term": _word,
    "editorial:term_versions": _word,
    "editorial:term_version": lambda world: {**_word(world), "number": 1},
    "editorial:edit": _draft,
    "editorial:preview": _draft,
    "editorial:submit": _draft,
    "editorial:review": _review,
    "editorial:give_back": _review,
    "editorial:unpublish": _public,
    "editorial:pictures": _draft,
    "editorial:desk_picture": _picture,
    "editorial:picture_remove": _picture,
    "editorial:term_edit": _word,
}
