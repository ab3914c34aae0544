"""Fixing a choice of takeaways: from then on it is read, grouped and counted, whatever is published after."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit
from commun.core.errors import DomainError
from commun.core.identifiers import first_free, next_uid
from commun.core.models import Revision
from commun.core.text import clean
from commun.syntheses.actions import runs
from commun.syntheses.enums import RunKind
from commun.syntheses.models import Corpus, CorpusItem
from commun.syntheses.queries.corpora import CorpusFilter, chosen

MAX_ITEMS = 50_000
BATCH = 1000


def create(*, wanted: CorpusFilter, title: str, by: User, note: str = "", analyse: bool = True) -> Corpus:
    """Fix the takeaways that `wanted` keeps, and ask for their groups and twins. Raises DomainError when there are
    none, or too many."""
    return first_free(
        lambda: _create(wanted, clean(title), clean(note), by, analyse=analyse),
        busy=_("D’autres corpus se créent en ce moment : recommencez dans un instant."),
    )


@transaction.atomic
def _create(wanted: CorpusFilter, title: str, note: str, by: User, *, analyse: bool) -> Corpus:
    rows = list(chosen(wanted).order_by("uid").values_list("pk", "uid", "text_sha256")[: MAX_ITEMS + 1])
    if not title:
        raise DomainError(_("Donnez un titre à ce corpus."))
    if not rows:
        raise DomainError(_("Aucune remontée publique ne répond à ce choix : élargissez-le."))
    if len(rows) > MAX_ITEMS:
        raise DomainError(
            _("Ce choix garde plus de %(count)d remontées : resserrez-le, par exemple par dates.")
            % {"count": MAX_ITEMS}
        )
    corpus = Corpus.objects.create(
        uid=next_uid(Corpus, f"corpus-{timezone.localdate().year}-"),
        title=title,
        note=note,
        filters=wanted.as_json(),
        items_sha256=Revision.digest([[uid, digest] for _pk, uid, digest in rows]),
        items_count=len(rows),
        created_by=by,
    )
    CorpusItem.objects.bulk_create(
        (CorpusItem(corpus=corpus, takeaway_id=pk, text_sha256=digest) for pk, _uid, digest in rows), batch_size=BATCH
    )
    audit.record(
        "corpus.created",
        target=corpus,
        by=by,
        by_role=by.signature(),
        detail={"remontees": len(rows), "sha256": corpus.items_sha256},
    )
    if analyse:
        for kind in (RunKind.GROUPS, RunKind.TWINS):
            runs.request(corpus=corpus, kind=kind, by=by)
    return corpus


@transaction.atomic
def close(*, corpus: Corpus, by: User) -> None:
    """Nobody works in it any more; its groups stay readable."""
    if Corpus.objects.filter(pk=corpus.pk, closed_at=None).update(closed_at=timezone.now()):
        audit.record("corpus.closed", target=corpus, by=by, by_role=by.signature())


@transaction.atomic
def reopen(*, corpus: Corpus, by: User) -> None:
    if Corpus.objects.filter(pk=corpus.pk, closed_at__isnull=False).update(closed_at=None):
        audit.record("corpus.reopened", target=corpus, by=by, by_role=by.signature())
