"""The preview of a table that holds meetings, results or comments of another platform, and its confirmation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.access import UserRequest
from commun.concertations.forms.canevas_rows import ROW_KINDS
from commun.concertations.forms.import_takeaways import ColumnsForm
from commun.concertations.importers.around import SHOWN, AroundOutcome, import_around
from commun.concertations.models import Concertation
from commun.concertations.platforms.layouts import Kind
from commun.concertations.platforms.tables import Table
from commun.core.errors import DomainError
from commun.core.models import PendingImport


def around_preview(
    request: UserRequest, record: Concertation, kept: PendingImport, columns: ColumnsForm, table: Table
) -> HttpResponse:
    """Called by the preview of the list, once it knows what the chosen sheet holds."""
    problem = ""
    try:
        shown = import_around(record=record, table=table, by=request.user, is_trial=True)
    except DomainError as error:
        shown, problem = None, error.message
    if request.method == "POST" and shown is not None and shown.may_be_confirmed:
        if shown.personal and not request.POST.get("checked"):
            problem = _("Cochez la case pour dire que vous avez relu les lignes qui semblent nommer quelqu’un.")
        else:
            done = import_around(record=record, table=table, by=request.user, reread=True)
            messages.success(request, _said(done))
            return redirect(after_sheet(record, kept, columns) or _place_of(record, done.kind))
    context = {
        "record": record,
        "name": kept.name,
        "columns": columns,
        "preview": shown,
        "problem": problem,
        "lines": shown.lines[:SHOWN] if shown is not None else (),
        "hidden_count": max(0, len(shown.lines) - SHOWN) if shown is not None else 0,
        "dropped": kept.content.get("dropped", []),
    }
    status = 409 if problem else 200
    return render(request, "concertations/offline/around_preview.html", context, status=status)


def after_sheet(record: Concertation, kept: PendingImport, columns: ColumnsForm) -> str:
    """The address of the next sheet of an archive, or "" after the last: then nothing is kept any longer."""
    following = columns.next_of_platform()
    if following is None:
        kept.delete()
        return ""
    address = reverse("concertations:takeaways_preview", args=[record.slug, kept.token])
    return f"{address}?sheet={following}"


def _place_of(record: Concertation, kind: Kind) -> str:
    """Where what was taken is seen."""
    if kind == Kind.MEETINGS:
        rows = ROW_KINDS["sequences"]
        return reverse("concertations:workspace_rows", args=[record.slug, rows.field.section, "sequences"])
    name = "follow_ups" if kind == Kind.RESULTS else "workspace_takeaways"
    return reverse(f"concertations:{name}", args=[record.slug])


def _said(done: AroundOutcome) -> str:
    if done.kind == Kind.COMMENTS:
        return ngettext(
            "%(count)d commentaire compté avec les remontées d’ici.",
            "%(count)d commentaires comptés avec les remontées d’ici.",
            done.comments.counted,
        ) % {"count": done.comments.counted}
    if done.kind == Kind.MEETINGS:
        said = ngettext("%(count)d séquence ajoutée", "%(count)d séquences ajoutées", done.new)
    else:
        said = ngettext("%(count)d réalisation ajoutée", "%(count)d réalisations ajoutées", done.new)
    changed = ngettext("%(count)d mise à jour", "%(count)d mises à jour", done.changed) % {"count": done.changed}
    return f"{said % {'count': done.new}}, {changed}."
