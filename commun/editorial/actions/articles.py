"""A text from its first draft to its retirement: written, read again by someone else, published at its hour."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.enums import Permission
from commun.accounts.models import User
from commun.core import audit, identifiers, revisions
from commun.core.errors import DomainError, EditConflict
from commun.core.text import clean
from commun.editorial import markdown
from commun.editorial.enums import ArticleKind, ArticleState
from commun.editorial.models import Article, Picture, PublishedArticle, Term
from commun.editorial.places import RESERVED
from commun.editorial.versions import content_of

PREFIX = "tx-"


@dataclass(frozen=True)
class Written:
    """What an editor types."""

    title: str
    summary: str
    body: str
    position: int = 100


def create(
    *,
    kind: ArticleKind,
    written: Written,
    by: User | None,
    slug: str = "",
    origin: str = "",
    is_fictional: bool = False,
) -> Article:
    """A draft more. Its address is made of its title, once and for all."""

    def insert() -> Article:
        free = identifiers.free_slug(
            Article, identifiers.parted(written.title), place="", default="texte", reserved=RESERVED
        )
        article = Article(
            uid=identifiers.next_uid(Article, PREFIX),
            slug=slug or free,
            kind=kind,
            origin=origin,
            is_fictional=is_fictional,
        )
        refuse_faults(article, written)
        _write(article, written, by=by)
        article.save(force_insert=True)
        _record("article.created", article, by=by)
        return article

    return identifiers.first_free(insert, busy=_("Réessayez dans un instant."))


@transaction.atomic
def edit(*, article: Article, written: Written, version: int, by: User) -> bool:
    """Save the working copy; False when nothing differs. What was read again must be again, what was scheduled no
    longer is. Raises EditConflict when someone saved since `version`."""
    current = lock(article)
    refuse_faults(current, written)
    if current.version != version:
        raise EditConflict(
            _("Quelqu’un a enregistré ce texte avant vous. Le vôtre est ci-dessous : comparez, puis validez.")
        )
    if _words(current) == written:
        return False
    _write(current, written, by=by)
    current.state, current.publish_at, current.reviewed_by_role = ArticleState.DRAFT, None, ""
    current.version += 1
    current.save()
    _record("article.edited", current, by=by)
    return True


@transaction.atomic
def submit(*, article: Article, version: int, by: User) -> None:
    """Ask someone else to read it again."""
    current = _fresh(article, version)
    if current.state != ArticleState.DRAFT:
        raise DomainError(_("Ce texte n’est plus un brouillon."))
    current.state, current.note = ArticleState.REVIEW, ""
    current.save()
    _record("article.submitted", current, by=by)


@transaction.atomic
def give_back(*, article: Article, note: str, by: User) -> None:
    """Back to its author, with what is to mend; a text that was scheduled will not be published."""
    current = lock(article)
    if current.state not in (ArticleState.REVIEW, ArticleState.SCHEDULED):
        raise DomainError(_("Ce texte n’attend ni relecture, ni publication."))
    if not note.strip():
        raise DomainError(_("Dites ce qui est à revoir."))
    current.state, current.note = ArticleState.DRAFT, note.strip()
    current.publish_at, current.reviewed_by_role = None, ""
    current.save()
    _record("article.given_back", current, by=by)


@transaction.atomic
def approve(
    *,
    article: Article,
    version: int,
    by: User,
    publish_at: datetime.datetime | None = None,
    unpublish_at: datetime.datetime | None = None,
) -> bool:
    """Sign what was read again: public now, or at `publish_at`. Whether it is public already."""
    current = _fresh(article, version)
    if current.state != ArticleState.REVIEW:
        raise DomainError(_("Ce texte n’attend pas de relecture."))
    if not may_approve(current, by=by):
        raise DomainError(_("Vous l’avez écrit : c’est à quelqu’un d’autre de le relire."))
    refuse_faults(current, _words(current))
    now = timezone.now()
    waits = publish_at is not None and publish_at > now
    if unpublish_at is not None and unpublish_at <= (publish_at if waits and publish_at else now):
        raise DomainError(_("La date de retrait précède la publication."))
    current.reviewed_by_role, current.note = by.signature(), ""
    current.publish_at, current.unpublish_at = (publish_at if waits else None), unpublish_at
    if waits:
        current.state = ArticleState.SCHEDULED
        current.save()
        _record("article.scheduled", current, by=by)
        return False
    _publish(current, by=by)
    return True


def may_approve(article: Article, *, by: User) -> bool:
    """Four eyes: someone else than who wrote last, unless nobody else in the network may read it again."""
    if article.edited_by_id != by.pk:
        return True
    return not User.objects.given_by_network(Permission.EDITORIAL_MANAGE).exclude(pk=by.pk).exists()


@transaction.atomic
def unpublish(*, article: Article, by: User | None) -> None:
    """Off the pages, the search, the feeds and the files at once; what was written stays, as a draft."""
    current = lock(article)
    shown = PublishedArticle.objects.filter(article=current).first()
    if shown is None:
        raise DomainError(_("Ce texte n’est pas public."))
    shown.delete()
    if current.state == ArticleState.PUBLISHED:
        current.state = ArticleState.DRAFT
    current.unpublish_at = None
    current.save()
    _record("article.unpublished", current, by=by, is_public=True)


def do_what_is_due(now: datetime.datetime) -> tuple[int, int]:
    """Publish and retire what has reached its hour: how many of each. Run twice, it does nothing more."""
    published = sum(
        _publish_if_due(pk, now)
        for pk in Article.objects.filter(state=ArticleState.SCHEDULED, publish_at__lte=now).values_list("pk", flat=True)
    )
    retired = sum(
        _retire_if_due(pk, now)
        for pk in Article.objects.filter(unpublish_at__lte=now, public__isnull=False).values_list("pk", flat=True)
    )
    return published, retired


@transaction.atomic
def _publish_if_due(pk: int, now: datetime.datetime) -> bool:
    current = Article.objects.select_for_update().get(pk=pk)
    if current.state != ArticleState.SCHEDULED or current.publish_at is None or current.publish_at > now:
        return False
    _publish(current, by=None)
    return True


@transaction.atomic
def _retire_if_due(pk: int, now: datetime.datetime) -> bool:
    current = Article.objects.select_for_update().get(pk=pk)
    if current.unpublish_at is None or current.unpublish_at > now:
        return False
    if not PublishedArticle.objects.filter(article=current).exists():
        return False
    unpublish(article=current, by=None)
    return True


def rewrite(*, article: Article, written: Written) -> None:
    """What a release corrects of a text that nobody has touched."""
    current = lock(article)
    refuse_faults(current, written)
    _write(current, written, by=None)
    current.version += 1
    current.save()


def publish_reference(*, article: Article) -> None:
    """What a release brings is public at once, signed by nobody."""
    _publish(lock(article), by=None)


def lock(article: Article) -> Article:
    """The row as it is now, held until the end of the transaction."""
    return Article.objects.select_for_update().get(pk=article.pk)


def refuse_faults(article: Article, written: Written) -> None:
    """Raises DomainError for what would not show as its author thinks."""
    pictures = list(Picture.objects.filter(article=article)) if article.pk else []
    found = markdown.faults(written.body, pictures=pictures)
    slugs = markdown.term_slugs(written.body)
    known = set(Term.objects.filter(slug__in=slugs).values_list("slug", flat=True)) if slugs else set()
    found += [_("Le glossaire n’a pas de terme « %(slug)s ».") % {"slug": slug} for slug in sorted(slugs - known)]
    if found:
        raise DomainError(" ".join(found))


def _words(article: Article) -> Written:
    return Written(article.title, article.summary, article.body, article.position)


def _write(article: Article, written: Written, *, by: User | None) -> None:
    article.title, article.summary = clean(written.title), clean(written.summary)
    article.body, article.position = clean(written.body), written.position
    article.edited_by, article.edited_by_role = by, by.signature() if by else ""
    article.edited_at = timezone.now()


def _fresh(article: Article, version: int) -> Article:
    current = lock(article)
    if current.version != version:
        raise EditConflict(_("Ce texte a changé depuis que vous l’avez ouvert : relisez-le."))
    return current


def _publish(current: Article, *, by: User | None) -> None:
    now = timezone.now()
    shown = PublishedArticle.objects.filter(article=current).first()
    is_new = shown is None
    shown = shown or PublishedArticle(article=current, published_at=now)
    shown.uid, shown.slug, shown.kind, shown.position = current.uid, current.slug, current.kind, current.position
    shown.title, shown.summary, shown.body = current.title, current.summary, current.body
    shown.updated_at, shown.signed_role = now, current.reviewed_by_role
    shown.is_fictional = current.is_fictional
    kept = revisions.take(current, content_of(shown), by_role=shown.signed_role)
    if kept is not None:
        shown.number = kept.number
    shown.save()
    shown.pictures.set(Picture.objects.filter(article=current, number__in=markdown.picture_numbers(current.body)))
    current.state, current.publish_at = ArticleState.PUBLISHED, None
    current.first_published_at = current.first_published_at or now
    current.save()
    _record("article.published" if is_new else "article.published_again", current, by=by, is_public=True)


def _record(verb: str, article: Article, *, by: User | None, is_public: bool = False) -> None:
    role = by.signature() if by is not None else article.reviewed_by_role
    audit.record(verb, target=article, by=by, by_role=role, detail={"texte": article.uid}, public=is_public)
