"""The repeated lines of the canevas: the list with its form below, and a page for one line."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations import rules
from commun.concertations.access import territory_of_concertation
from commun.concertations.actions import rows as actions
from commun.concertations.actions.rows import Row, RowChanged, row_digest
from commun.concertations.canevas import Section
from commun.concertations.forms.canevas_rows import ROW_KINDS, RowKind
from commun.concertations.models import Concertation, Sequence
from commun.concertations.queries.workspace import workspace_record
from commun.core.attempts import READ_OR_SEND, attempt
from commun.core.errors import DomainError


def _kind_or_404(section: Section, rows: str) -> RowKind:
    kind = ROW_KINDS.get(rows)
    if kind is None or kind.field.section != section:
        raise Http404
    return kind


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def row_list(request: UserRequest, slug: str, section: Section, rows: str) -> HttpResponse:
    kind, record = _kind_or_404(section, rows), workspace_record(slug=slug)
    blank: Row = kind.model(concertation=record)
    form = kind.form(request.POST or None, instance=blank)
    if request.method == "POST" and form.is_valid():
        row = actions.add_row(row=form.instance, by=request.user)
        messages.success(request, _("La ligne est ajoutée."))
        _warn(request, record, row)
        return redirect("concertations:workspace_rows", slug=slug, section=section, rows=rows)
    context = {"record": record, "kind": kind, "lines": getattr(record, kind.field.name).all(), "form": form}
    return render(request, "concertations/workspace/rows.html", context)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def row_edit(request: UserRequest, slug: str, section: Section, rows: str, pk: int) -> HttpResponse:
    kind, record = _kind_or_404(section, rows), workspace_record(slug=slug)
    if kind.is_append_only:
        raise Http404
    row = get_object_or_404(kind.model, pk=pk, concertation=record)
    version = row_digest(row)
    form = kind.form(request.POST or None, instance=row)
    conflict: RowChanged | None = None
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.change_row(
                row=row, values=form.cleaned_data, seen=request.POST.get("version", ""), by=request.user
            )
        except RowChanged as changed:
            conflict, version = changed, row_digest(changed.current)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("La ligne est enregistrée."))
            _warn(request, record, saved)
            return redirect("concertations:workspace_rows", slug=slug, section=section, rows=rows)
    context = {"record": record, "kind": kind, "row": row, "form": form, "conflict": conflict, "version": version}
    return render(request, "concertations/workspace/row.html", context)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@require_POST
def row_remove(request: UserRequest, slug: str, section: Section, rows: str, pk: int) -> HttpResponse:
    kind = _kind_or_404(section, rows)
    row = get_object_or_404(kind.model, pk=pk, concertation__slug=slug)
    attempt(request, lambda: actions.remove_row(row=row, by=request.user), done=_("La ligne est retirée."))
    return redirect("concertations:workspace_rows", slug=slug, section=section, rows=rows)


def _warn(request: UserRequest, record: Concertation, row: Row) -> None:
    if isinstance(row, Sequence):
        for caution in rules.sequence_cautions(record, row):
            messages.warning(request, caution.message)
