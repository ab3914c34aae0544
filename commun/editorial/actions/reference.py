"""First versions of the methodology, of the help and of the glossary, from the files of `reference/`.

A release brings what is new, and corrects what nobody has touched; what an editor wrote stays as they left it.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from commun.editorial.actions import articles, terms
from commun.editorial.actions.articles import Written
from commun.editorial.actions.terms import Said
from commun.editorial.enums import ArticleKind, ArticleState
from commun.editorial.models import Article, Term

FOLDER = Path(__file__).resolve().parent.parent / "reference"


@dataclass(frozen=True)
class PageFile:
    """A file of `reference/pages`: its heads (`titre: …`), a line of dashes, then Markdown."""

    slug: str
    kind: ArticleKind
    written: Written
    sha256: str


@dataclass(frozen=True)
class Loaded:
    """How many texts and words were added or corrected."""

    pages: int
    terms: int


@transaction.atomic
def load_reference() -> Loaded:
    """The words first: pages lead to them."""
    changed_terms = _load_terms()
    return Loaded(sum(_load_page(page) for page in page_files()), changed_terms)


def page_files() -> list[PageFile]:
    return [_read(path) for path in sorted((FOLDER / "pages").glob("*.md"))]


def _read(path: Path) -> PageFile:
    text = path.read_text(encoding="utf-8")
    heads, body = text.split("\n---\n", 1)
    said = dict(line.split(": ", 1) for line in heads.splitlines())
    written = Written(said["titre"], said["chapô"], body.strip(), int(said["rang"]))
    return PageFile(path.stem, ArticleKind(said["nature"]), written, hashlib.sha256(text.encode()).hexdigest())


def _load_page(page: PageFile) -> bool:
    known = Article.objects.filter(origin=page.slug).first()
    if known is None:
        if Article.objects.filter(slug=page.slug).exists():
            return False  # an editor had the same idea before us
        known = articles.create(kind=page.kind, written=page.written, by=None, slug=page.slug, origin=page.slug)
    elif known.edited_by_role or known.origin_sha256 == page.sha256 or known.state != ArticleState.PUBLISHED:
        return False
    else:
        articles.rewrite(article=known, written=page.written)
        known.refresh_from_db()
    Article.objects.filter(pk=known.pk).update(origin_sha256=page.sha256)
    articles.publish_reference(article=known)
    return True


def _load_terms() -> int:
    told = json.loads((FOLDER / "glossary.json").read_text(encoding="utf-8"))
    known = {one.slug: one for one in Term.objects.all()}
    changed = []
    for one in told:
        digest = hashlib.sha256(json.dumps(one, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        said = Said(one["name"], one["definition"], one.get("source_title", ""), one.get("source_url", ""))
        term = known.get(one["slug"])
        if term is None:
            known[one["slug"]] = terms.add(said=said, see_also=(), by=None, slug=one["slug"], digest=digest)
        elif term.is_edited or not term.origin_sha256 or term.origin_sha256 == digest:
            continue
        else:
            terms.edit(term=term, said=said, see_also=(), version=term.version, by=None, digest=digest)
        changed.append(one)
    for one in changed:
        known[one["slug"]].see_also.add(*(known[slug] for slug in one.get("see_also", ()) if slug in known))
    return len(changed)
