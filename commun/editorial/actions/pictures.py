"""Pictures of a text: deposited, then written in it by their number; taken away while nobody reads them."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, kept_files
from commun.core.errors import DomainError
from commun.editorial import markdown
from commun.editorial.actions.articles import lock
from commun.editorial.enums import PictureLicence
from commun.editorial.models import Article, Picture
from commun.editorial.pictures import made_again

MOST = 20


def add(
    *,
    article: Article,
    file: "UploadedFile[Any]",
    alt: str,
    is_decorative: bool,
    credit: str,
    licence: PictureLicence,
    by: User,
) -> Picture:
    """Keep a picture once made again. Raises UploadRefused, DomainError."""
    if is_decorative == bool(alt.strip()):
        raise DomainError(_("Dites ce que l’image montre, ou cochez « décorative » : l’un ou l’autre."))
    made = made_again(file)
    picture = Picture(alt=alt.strip(), is_decorative=is_decorative, credit=credit.strip(), licence=licence)
    picture.width, picture.height = made.width, made.height
    picture.size, picture.sha256 = len(made.content), made.sha256
    with kept_files.with_its_row(picture):
        current = picture.article = lock(article)
        if current.pictures.count() >= MOST:
            raise DomainError(_("Ce texte a déjà %(most)d images.") % {"most": MOST})
        picture.number = (current.pictures.aggregate(last=Max("number"))["last"] or 0) + 1
        picture.file.save(f"{picture.sha256[:32]}.webp", ContentFile(made.content), save=False)
        picture.save(force_insert=True)
        _trace("article.picture_added", current, by=by)
    return picture


@transaction.atomic
def remove(*, picture: Picture, by: User) -> None:
    """Raises DomainError while the text, or what the public reads of it, shows it."""
    current = lock(picture.article)
    if picture.number in markdown.picture_numbers(current.body) or picture.published_in.exists():
        raise DomainError(_("Cette image est dans le texte : ôtez-la du texte, publiez-le, puis supprimez-la."))
    kept_files.erase_with_its_row(picture)
    picture.delete()
    _trace("article.picture_removed", current, by=by)


def _trace(verb: str, article: Article, *, by: User) -> None:
    audit.record(verb, target=article, by=by, by_role=by.signature(), detail={"texte": article.uid})
