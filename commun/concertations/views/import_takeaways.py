"""Adding a list of takeaways: paste or send, say the columns when needed, look, confirm."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations.access import territory_of_concertation
from commun.concertations.actions.imports import TakenIn, Verdict, remember_columns, remembered_columns, take_in
from commun.concertations.enums import TakeawayKind
from commun.concertations.forms.import_takeaways import ColumnsForm, TakeawaysSourceForm
from commun.concertations.importers.around import around_of
from commun.concertations.importers.takeaways import Preview, preview
from commun.concertations.models import Concertation
from commun.concertations.offline import reading
from commun.concertations.views.import_around import after_sheet, around_preview
from commun.core import pending
from commun.core.attempts import READ_OR_SEND
from commun.core.errors import DomainError
from commun.core.spreadsheets import write_csv

KIND = "remontees"


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def takeaways_import(request: UserRequest, slug: str) -> HttpResponse:
    record = get_object_or_404(Concertation.objects.select_related("territory"), slug=slug)
    form = TakeawaysSourceForm(request.POST, request.FILES) if request.method == "POST" else TakeawaysSourceForm()
    if form.is_bound and form.is_valid():
        content = {
            "kind": form.cleaned_data["kind"],
            "sheets": reading.to_json(form.sheets),
            "dropped": list(form.dropped),
        }
        kept = pending.keep(kind=KIND, target=record, content=content, name=form.name, by=request.user)
        return redirect("concertations:takeaways_preview", slug=slug, token=kept.token)
    context = {"record": record, "form": form}
    status = 400 if form.errors else 200
    return render(request, "concertations/offline/takeaways_import.html", context, status=status)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def takeaways_preview(request: UserRequest, slug: str, token: str) -> HttpResponse:
    record = get_object_or_404(Concertation.objects.select_related("territory"), slug=slug)
    try:
        kept = pending.find(token=token, kind=KIND, target=record, by=request.user)
    except DomainError as error:
        messages.warning(request, error.message)
        return redirect("concertations:takeaways_import", slug=slug)
    # The columns stay in the address: what is confirmed is what was shown.
    remembered = partial(remembered_columns, territory=record.territory, kind=KIND)
    columns = ColumnsForm(
        request.GET or None,
        sheets=reading.from_json(kept.content["sheets"]),
        remembered=lambda heads: remembered(heads=heads),
    )
    table = around_of(columns.current)
    if table is not None and not columns.is_bound:
        return around_preview(request, record, kept, columns, table)
    mapping = columns.columns()
    shown = None
    if mapping is not None:
        kind = TakeawayKind(kept.content["kind"])
        shown = preview(record=record, sheet=columns.current, mapping=mapping, default_kind=kind)
    if shown is not None and request.GET.get("fautes"):
        return _fault_file(shown)
    problem = ""
    if request.method == "POST" and shown is not None and shown.may_be_confirmed:
        if shown.personal and not request.POST.get("checked"):
            problem = _("Cochez la case pour dire que vous avez relu les lignes qui semblent nommer quelqu’un.")
        else:
            try:
                done = take_in(concertation=record, incoming=(line.incoming for line in shown.lines), by=request.user)
            except DomainError as error:
                problem = error.message
            else:
                _remember(record, columns)
                messages.success(request, _said(done))
                following = after_sheet(record, kept, columns)
                return redirect(following) if following else redirect("concertations:takeaways_import", slug=slug)
    context = {
        "record": record,
        "name": kept.name,
        "columns": columns,
        "mapping": mapping,
        "preview": shown,
        "faults_url": f"?{_with_faults(request)}",
        "problem": problem,
        "dropped": kept.content.get("dropped", []),
    }
    status = 409 if problem else 200
    return render(request, "concertations/offline/takeaways_preview.html", context, status=status)


def _with_faults(request: UserRequest) -> str:
    asked = request.GET.copy()
    asked["fautes"] = "csv"
    return asked.urlencode()


def _fault_file(shown: Preview) -> HttpResponse:
    """Every fault and every remark, one a line, for whoever mends the table in a spreadsheet."""
    rows = [("lieu", "constat", "effet")]
    rows += [(one.where, one.message, _("empêche l’import")) for one in shown.faults]
    rows += [(one.where, one.message, _("laissé de côté")) for one in shown.notices]
    response = HttpResponse(write_csv(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="fautes.csv"'
    return response


def _remember(record: Concertation, columns: ColumnsForm) -> None:
    """What a person said of the columns, for the next file with the same heads."""
    mapping = columns.columns()
    if mapping is not None and mapping.has_head and (columns.is_bound or mapping.is_remembered):
        heads = mapping.heads(columns.current)
        remember_columns(territory=record.territory, kind=KIND, heads=heads, columns=mapping.columns)


def _said(done: TakenIn) -> str:
    """What was done, in one sentence for each thing that was."""
    added, changed = done[Verdict.NEW], done[Verdict.CHANGED]
    sentences = []
    if added or not changed:
        sentences.append(
            ngettext("%(count)d remontée ajoutée.", "%(count)d remontées ajoutées.", added) % {"count": added}
        )
    if changed:
        sentences.append(
            ngettext("%(count)d remontée modifiée.", "%(count)d remontées modifiées.", changed) % {"count": changed}
        )
    if done.drafts:
        sentences.append(
            ngettext(
                "%(count)d réponse d’origine attend d’être relue et signée.",
                "%(count)d réponses d’origine attendent d’être relues et signées.",
                done.drafts,
            )
            % {"count": done.drafts}
        )
    return " ".join(sentences)
