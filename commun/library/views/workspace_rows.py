"""The repeated lines of a sheet: its stages, its ledger of results, where it comes from."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt
from commun.core.errors import DomainError
from commun.core.text import clean
from commun.library import sheet as sheets
from commun.library.access import territory_of_sheet
from commun.library.actions import lineage as lineages
from commun.library.actions import results as ledger
from commun.library.actions.sheets import InvalidSheet, enter_stage
from commun.library.enums import AbandonReason, LineageKind, Stage
from commun.library.fields import Section
from commun.library.forms.rows import LineageForm, ResultForm, StageForm
from commun.library.models import Lineage, PublishedSheet, Result
from commun.library.queries import desk as queries


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@READ_OR_SEND
def stages(request: UserRequest, slug: str) -> HttpResponse:
    sheet = queries.workspace_sheet(slug=slug)
    form = StageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, before = form.cleaned_data, sheets.open_sections(sheet)
        with RefusalsOn(form):
            enter_stage(
                sheet=sheet,
                stage=Stage(given["stage"]),
                since=given["since"],
                reason=AbandonReason(given["reason"]) if given["reason"] else None,
                explanation=given["explanation"],
                source_url=given["source_url"],
                by=request.user,
            )
            messages.success(request, _("L’étape est enregistrée."))
            _say_opened(request, before, sheets.open_sections(queries.workspace_sheet(slug=slug)))
            return redirect("library:workspace_stages", slug=slug)
    context = {"sheet": sheet, "stages": sheet.stages.all(), "form": form}
    return render(request, "library/workspace/stages.html", context)


def _say_opened(request: UserRequest, before: list[Section], after: list[Section]) -> None:
    opened = [str(one.title) for one in after if one not in before]
    if opened:
        messages.info(request, _("Cette étape ouvre : %(sections)s.") % {"sections": ", ".join(opened)})


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@READ_OR_SEND
def results(request: UserRequest, slug: str) -> HttpResponse:
    sheet = queries.workspace_sheet(slug=slug)
    form = ResultForm(request.POST or None, instance=Result(deployment=sheet))
    if request.method == "POST" and form.is_valid():
        try:
            ledger.add_result(sheet=sheet, values=form.values(), by=request.user)
        except InvalidSheet as invalid:
            form.add_faults(invalid.faults)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Le résultat est inscrit ; le public le lira à la prochaine publication."))
            return redirect("library:workspace_results", slug=slug)
    context = {"sheet": sheet, "results": sheet.results.all(), "form": form}
    return render(request, "library/workspace/results.html", context)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@READ_OR_SEND
def result(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    """Correct a figure; one that the public read is replaced, with the reason."""
    sheet = queries.workspace_sheet(slug=slug)
    row = get_object_or_404(Result, uid=uid, deployment=sheet, withdrawn_on=None)
    form, seen = ResultForm(request.POST or None, instance=row), ledger.result_digest(row)
    conflict: ledger.ResultChanged | None = None
    if request.method == "POST" and form.is_valid():
        try:
            ledger.correct_result(
                result=row,
                values=form.values(),
                reason=form.cleaned_data.get("reason", ""),
                seen=request.POST.get("version", ""),
                by=request.user,
            )
        except ledger.ResultChanged as changed:
            conflict, seen = changed, ledger.result_digest(changed.current)
        except InvalidSheet as invalid:
            form.add_faults(invalid.faults)
        except DomainError as refusal:
            form.add_error("reason" if "reason" in form.fields else None, refusal.message)
        else:
            messages.success(request, _("Le résultat est enregistré."))
            return redirect("library:workspace_results", slug=slug)
    context = {"sheet": sheet, "row": row, "form": form, "conflict": conflict, "version": seen}
    return render(request, "library/workspace/result.html", context)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@require_POST
def result_withdraw(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    row = get_object_or_404(Result, uid=uid, deployment__slug=slug)
    attempt(
        request,
        lambda: ledger.withdraw_result(result=row, reason=clean(request.POST.get("reason", ""))[:300], by=request.user),
        done=_("Le résultat est retiré."),
    )
    return redirect("library:workspace_results", slug=slug)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@READ_OR_SEND
def lineage(request: UserRequest, slug: str) -> HttpResponse:
    """Where the use comes from: search a published use, say what links them."""
    sheet = queries.workspace_sheet(slug=slug)
    wanted = request.GET.get("q", "")[:200]
    form = LineageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        source = get_object_or_404(PublishedSheet, uid=form.cleaned_data["source"][:20])
        with RefusalsOn(form):
            lineages.link(
                sheet=sheet,
                source=source,
                kind=LineageKind(form.cleaned_data["kind"]),
                note=form.cleaned_data["note"],
                by=request.user,
            )
            messages.success(request, _("Le lien est dit ; le public le lira à la prochaine publication."))
            return redirect("library:workspace_lineage", slug=slug)
    context = {
        "sheet": sheet,
        "origins": queries.origins(sheet=sheet),
        "wanted": wanted,
        "found": queries.uses_like(wanted, but=sheet) if wanted.strip() else [],
        "form": form,
    }
    return render(request, "library/workspace/lineage.html", context)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@require_POST
def lineage_remove(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    row = get_object_or_404(Lineage, pk=pk, deployment__slug=slug)
    lineages.unlink(lineage=row, by=request.user)
    messages.success(request, _("Le lien est retiré."))
    return redirect("library:workspace_lineage", slug=slug)
