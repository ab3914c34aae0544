"""Words of the glossary: public as soon as they are saved, with their previous versions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, identifiers, revisions
from commun.core.errors import EditConflict
from commun.core.text import clean
from commun.editorial.models import Term
from commun.editorial.versions import content_of_term

PREFIX = "te-"


@dataclass(frozen=True)
class Said:
    """What is said of a word."""

    name: str
    definition: str
    source_title: str = ""
    source_url: str = ""


def add(*, said: Said, see_also: Sequence[Term], by: User | None, slug: str = "", digest: str = "") -> Term:
    """A word more."""

    def insert() -> Term:
        name = identifiers.parted(said.name)
        free = identifiers.free_slug(Term, name, place="", default="terme", length=80)
        term = Term(uid=identifiers.next_uid(Term, PREFIX), slug=slug or free, origin_sha256=digest)
        _write(term, said)
        term.is_edited = by is not None
        term.save(force_insert=True)
        term.see_also.set(see_also)
        _leave_traces("term.added", term, by=by)
        return term

    return identifiers.first_free(insert, busy=_("Réessayez dans un instant."))


@transaction.atomic
def edit(*, term: Term, said: Said, see_also: Sequence[Term], version: int, by: User | None, digest: str = "") -> None:
    """Raises EditConflict when someone saved since `version`. A person's words are never those of a release again."""
    current = Term.objects.select_for_update().get(pk=term.pk)
    if current.version != version:
        raise EditConflict(
            _("Quelqu’un a enregistré ce terme avant vous. Vos mots sont ci-dessous : relisez-les, puis validez.")
        )
    _write(current, said)
    current.version += 1
    current.updated_at = timezone.now()
    current.is_edited = current.is_edited or by is not None
    current.origin_sha256 = digest or current.origin_sha256
    current.save()
    current.see_also.set(see_also)
    _leave_traces("term.edited", current, by=by)


def _write(term: Term, said: Said) -> None:
    term.name, term.definition = clean(said.name), clean(said.definition)
    term.source_title, term.source_url = clean(said.source_title), said.source_url.strip()


def _leave_traces(verb: str, term: Term, *, by: User | None) -> None:
    role = by.signature() if by is not None else ""
    revisions.take(term, content_of_term(term), by_role=role)
    audit.record(verb, target=term, by=by, by_role=role, detail={"terme": term.uid}, public=True)
