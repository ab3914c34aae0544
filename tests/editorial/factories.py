"""Texts, pictures and words for tests, told by situations."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from commun.accounts.models import User
from commun.editorial.actions import articles, pictures, terms
from commun.editorial.actions.articles import Written
from commun.editorial.actions.terms import Said
from commun.editorial.enums import ArticleKind, PictureLicence
from commun.editorial.models import Article, Picture, Term
from tests.accounts.factories import coordinator


def written(**given: Any) -> Written:
    least = {"title": "Le réseau ouvre son site", "summary": "Chacun peut y lire.", "body": "Le site ouvre."}
    return Written(**(least | given))


def draft(by: User | None = None, kind: ArticleKind = ArticleKind.NEWS, **given: Any) -> Article:
    return articles.create(kind=kind, written=written(**given), by=by or coordinator())


def to_review(by: User | None = None, **given: Any) -> Article:
    person = by or coordinator()
    article = draft(by=person, **given)
    articles.submit(article=article, version=article.version, by=person)
    article.refresh_from_db()
    return article


def published(**given: Any) -> Article:
    article = to_review(**given)
    articles.approve(article=article, version=article.version, by=coordinator())
    article.refresh_from_db()
    return article


def photograph(name: str = "salle.jpg", size: tuple[int, int] = (1600, 1000)) -> SimpleUploadedFile:
    """With what cameras write: who holds it, and where."""
    exif = Image.Exif()
    exif[0x013B] = "zqsecret Photographe"
    exif.get_ifd(0x8825)[2] = (48.0, 6.0, 42.0)
    content = io.BytesIO()
    Image.new("RGB", size, "teal").save(content, "JPEG", exif=exif)
    return SimpleUploadedFile(name, content.getvalue())


def picture(article: Article, **given: Any) -> Picture:
    least = {"alt": "Une salle pleine.", "is_decorative": False, "credit": "Ville d’essai"}
    options: dict[str, Any] = (
        {"file": photograph(), "licence": PictureLicence.CC_BY, "by": coordinator()} | least | given
    )
    return pictures.add(article=article, **options)


def word(name: str = "Remontée", **given: Any) -> Term:
    said = Said(name, given.pop("definition", "Une phrase issue du débat."), **given)
    return terms.add(said=said, see_also=(), by=None)
