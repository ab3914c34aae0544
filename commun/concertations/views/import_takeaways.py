"""Adding a list of takeaways: paste or send, say the columns when needed, look, confirm."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations.access import territory_of_concertation
from commun.concertations.actions.takeaways import AddReport, add_many
from commun.concertations.enums import TakeawayKind
from commun.concertations.forms.import_takeaways import ColumnsForm, TakeawaysSourceForm
from commun.concertations.importers.takeaways import preview
from commun.concertations.models import Concertation
from commun.concertations.offline import reading
from commun.core import pending
from commun.core.errors import DomainError

KIND = "remontees"


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@require_http_methods(["GET", "HEAD", "POST"])
def takeaways_import(request: UserRequest, slug: str) -> HttpResponse:
    record = get_object_or_404(Concertation.objects.select_related("territory"), slug=slug)
    form = TakeawaysSourceForm(request.POST, request.FILES) if request.method == "POST" else TakeawaysSourceForm()
    if form.is_bound and form.is_valid():
        content = {"kind": form.cleaned_data["kind"], "sheets": reading.to_json(form.sheets)}
        kept = pending.keep(kind=KIND, target=record, content=content, name=form.name, by=request.user)
        return redirect("concertations:takeaways_preview", slug=slug, token=kept.token)
    context = {"record": record, "form": form}
    status = 400 if form.errors else 200
    return render(request, "concertations/offline/takeaways_import.html", context, status=status)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@require_http_methods(["GET", "HEAD", "POST"])
def takeaways_preview(request: UserRequest, slug: str, token: str) -> HttpResponse:
    record = get_object_or_404(Concertation.objects.select_related("territory"), slug=slug)
    try:
        kept = pending.find(token=token, kind=KIND, target=record, by=request.user)
    except DomainError as error:
        messages.warning(request, error.message)
        return redirect("concertations:takeaways_import", slug=slug)
    # The columns stay in the address: what is confirmed is what was shown.
    columns = ColumnsForm(request.GET or None, sheets=reading.from_json(kept.content["sheets"]))
    mapping = columns.columns()
    shown = None
    if mapping is not None:
        kind = TakeawayKind(kept.content["kind"])
        shown = preview(record=record, sheet=columns.current, mapping=mapping, default_kind=kind)
    problem = ""
    if request.method == "POST" and shown is not None and shown.may_be_confirmed:
        if shown.personal and not request.POST.get("checked"):
            problem = _("Cochez la case pour dire que vous avez relu les lignes qui semblent nommer quelqu’un.")
        else:
            try:
                report = add_many(concertation=record, items=[line.item for line in shown.lines], by=request.user)
            except DomainError as error:
                problem = error.message
            else:
                kept.delete()
                messages.success(request, _said(report))
                return redirect("concertations:takeaways_import", slug=slug)
    context = {"record": record, "name": kept.name, "columns": columns, "preview": shown, "problem": problem}
    status = 409 if problem else 200
    return render(request, "concertations/offline/takeaways_preview.html", context, status=status)


def _said(report: AddReport) -> str:
    text = ngettext("%(count)d remontée ajoutée.", "%(count)d remontées ajoutées.", len(report.added))
    return text % {"count": len(report.added)}
