"""What the sheets of a person's territories wait for; "À faire" shows it with the rest (`accounts.desk`)."""

import datetime
from collections.abc import Iterable

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.desk import SOON, Desk, Task, add_tasks
from commun.accounts.enums import Permission
from commun.core.web_links import dead
from commun.library import sheet as sheets
from commun.library.enums import SheetState
from commun.library.models import CorrectionRequest, Deployment, SheetLink, SheetSource
from commun.library.queries.reviews import waits_for
from commun.library.reviewing import PATIENCE, texts_digest


def _page(sheet: Deployment, view: str = "workspace") -> str:
    return reverse(f"library:{view}", args=[sheet.slug])


def drafts(desk: Desk) -> Iterable[Task]:
    """Those that lack something, those to have read, those ready to publish. Two queries."""
    waiting = Deployment.objects.filter(
        territory__in=desk.territories, state__in=(SheetState.DRAFT, SheetState.IN_REVIEW)
    )
    for sheet in waiting.prefetch_related("reviews").order_by("pk"):
        may_edit = desk.may(Permission.LIBRARY_EDIT, sheet.territory_id)
        missing = len(sheets.missing_first(sheet))
        digest = texts_digest(sheet)
        is_read = any(one.is_readable and one.texts_sha256 == digest for one in sheet.reviews.all())
        is_unanswered = sheet.review_asked_at is not None and timezone.now() >= sheet.review_asked_at + PATIENCE
        if missing:
            if may_edit:
                text = ngettext(
                    "Compléter la fiche : %(count)d champ manque avant de publier",
                    "Compléter la fiche : %(count)d champs manquent avant de publier",
                    missing,
                )
                yield Task(text % {"count": missing}, sheet.title, _page(sheet))
        elif is_read or is_unanswered:
            if desk.may(Permission.LIBRARY_PUBLISH, sheet.territory_id):
                yield Task(_("Prête : publier la fiche"), sheet.title, _page(sheet, "workspace_preview"))
        elif sheet.review_asked_at is None and may_edit:
            yield Task(_("Faire relire la fiche avant de la publier"), sheet.title, _page(sheet))


def reviews_asked(desk: Desk) -> Iterable[Task]:
    """Sheets of other territories that wait to be read. Two queries."""
    count = waits_for(user=desk.user, territories=desk.where(Permission.LIBRARY_REVIEW))
    if count:
        text = ngettext(
            "%(count)d fiche d’un autre territoire à relire", "%(count)d fiches d’autres territoires à relire", count
        )
        yield Task(text % {"count": count}, _("Bibliothèque"), reverse("library:reviews"))


def to_check(desk: Desk) -> Iterable[Task]:
    """One query."""
    soon = desk.on + datetime.timedelta(days=SOON)
    for sheet in Deployment.objects.to_check(soon).filter(territory__in=desk.where(Permission.LIBRARY_EDIT)):
        yield Task(
            _("Fiche à revérifier : est-elle toujours exacte ?"),
            sheet.title,
            _page(sheet),
            due_on=sheet.next_check_on,
            level=desk.level(sheet.next_check_on),
        )


def corrections(desk: Desk) -> Iterable[Task]:
    """One query."""
    asked = CorrectionRequest.objects.filter(
        settled_at=None, deployment__territory__in=desk.where(Permission.LIBRARY_EDIT)
    )
    rows = asked.values_list("deployment__slug", "deployment__title").annotate(count=Count("pk")).order_by("deployment")
    for slug, title, count in rows:
        text = ngettext("%(count)d correction proposée à traiter", "%(count)d corrections proposées à traiter", count)
        yield Task(text % {"count": count}, title, reverse("library:workspace_corrections", args=[slug]))


def dead_links(desk: Desk) -> Iterable[Task]:
    """Links that the last visit found dead. Three queries."""
    territories = desk.where(Permission.LIBRARY_EDIT)
    cited = [
        row
        for model in (SheetLink, SheetSource)
        for row in model._default_manager.filter(deployment__territory__in=territories, is_public=True).values_list(
            "url", "deployment__slug", "deployment__title"
        )
    ]
    found = dead(url for url, _slug, _title in cited)
    counts: dict[tuple[str, str], int] = {}
    for url, slug, title in cited:
        if url in found:
            counts[slug, title] = counts.get((slug, title), 0) + 1
    for (slug, title), count in counts.items():
        text = ngettext("%(count)d lien mort à remplacer", "%(count)d liens morts à remplacer", count)
        yield Task(text % {"count": count}, title, reverse("library:workspace_attachments", args=[slug]))


add_tasks(to_check, corrections, order=40)
add_tasks(reviews_asked, order=50)
add_tasks(drafts, order=60)
add_tasks(dead_links, order=70)
