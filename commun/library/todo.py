"""What the sheets of a person's territories wait for; "À faire" shows it with the rest (`accounts.desk`)."""

import datetime
from collections.abc import Iterable

from django.db.models import Count, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.desk import SOON, Desk, Task, add_tasks
from commun.accounts.enums import Permission
from commun.core.web_links import dead
from commun.library import sheet as sheets
from commun.library.enums import SheetState, Stage, Visibility
from commun.library.models import CorrectionRequest, Deployment, Evaluation, SheetLink, SheetSource
from commun.library.queries.evaluation import standing
from commun.library.queries.reviews import waits_for
from commun.library.reviewing import Standing, review_standing, texts_are_public


def _page(sheet: Deployment, view: str = "workspace") -> str:
    return reverse(f"library:{view}", args=[sheet.slug])


def drafts(desk: Desk) -> Iterable[Task]:
    """Those that lack something, those to have read, those ready to publish. Two queries."""
    waiting = Deployment.objects.filter(
        territory__in=desk.territories, state__in=(SheetState.DRAFT, SheetState.IN_REVIEW)
    )
    for sheet in waiting.select_related("public").prefetch_related("reviews").order_by("pk"):
        missing = len(sheets.missing_first(sheet))
        if not missing:
            yield from _reviewed(desk, sheet, ready=_("Prête : publier la fiche"))
        elif desk.may(Permission.LIBRARY_EDIT, sheet.territory_id):
            text = ngettext(
                "Compléter la fiche : %(count)d champ manque avant de publier",
                "Compléter la fiche : %(count)d champs manquent avant de publier",
                missing,
            )
            yield Task(text % {"count": missing}, sheet.title, _page(sheet))


def rewritten(desk: Desk) -> Iterable[Task]:
    """Public sheets whose first texts changed since, and which the public does not read yet. Two queries."""
    public = Deployment.objects.filter(territory__in=desk.territories, state=SheetState.PUBLISHED)
    for sheet in public.select_related("public").prefetch_related("reviews").order_by("pk"):
        if not texts_are_public(sheet):
            yield from _reviewed(desk, sheet, ready=_("Textes récrits et relus : publier les changements"))


def _reviewed(desk: Desk, sheet: Deployment, *, ready: str) -> Iterable[Task]:
    """The next step of texts that lack nothing, by where their review stands. No query."""
    review = review_standing(sheet)
    if review.lets_publish:
        if desk.may(Permission.LIBRARY_PUBLISH, sheet.territory_id):
            yield Task(ready, sheet.title, _page(sheet, "workspace_preview"))
    elif review.may_be_asked and desk.may(Permission.LIBRARY_EDIT, sheet.territory_id):
        to_ask = _("Faire relire la fiche avant de la publier")
        text = _("Récrire les textes d’après la relecture") if review.standing is Standing.NEGATIVE else to_ask
        yield Task(text, sheet.title, _page(sheet))


def evaluations(desk: Desk) -> Iterable[Task]:
    """Uses rolled out that nobody evaluated, and those whose last evaluation is a year old: advice, never late.

    Three queries.
    """
    running = Deployment.objects.filter(
        territory__in=desk.where(Permission.LIBRARY_EDIT), stage__in=(Stage.ROLL_OUT, Stage.IN_USE)
    ).exclude(state=SheetState.ARCHIVED)
    finished = Prefetch("evaluations", Evaluation.objects.finished())
    for sheet in running.prefetch_related("stages", finished).order_by("pk"):
        found = standing(stages=sheet.stages.all(), evaluations=sheet.evaluations.all(), circle=Visibility.TERRITORY)
        if found.lacks_before and found.last is None:
            yield Task(_("Évaluer l’usage : il sert sans l’avoir été"), sheet.title, _page(sheet, "evaluate"))
        elif found.again_from is not None and found.again_from <= desk.on:
            yield Task(
                _("Évaluer de nouveau l’usage : la dernière fois remonte à un an ou plus"),
                sheet.title,
                _page(sheet, "evaluate"),
            )


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
add_tasks(drafts, rewritten, order=60)
add_tasks(evaluations, order=65)
add_tasks(dead_links, order=70)
