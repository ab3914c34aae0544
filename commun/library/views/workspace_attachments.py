"""The links, documents, sources and council decisions of a sheet, on one page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.accounts.models import User
from commun.core.attempts import READ_OR_SEND
from commun.core.errors import DomainError
from commun.core.uploads import attachment
from commun.core.web_links import dead
from commun.library.access import territory_of_sheet
from commun.library.actions import attachments as actions
from commun.library.enums import Visibility
from commun.library.forms.rows import CitedDecisionForm, DocumentForm, LinkForm, SourceForm
from commun.library.models import Deployment, SheetDecision, SheetDocument, SheetLink, SheetSource
from commun.library.queries import desk as queries

KINDS: dict[str, Any] = {
    "lien": SheetLink,
    "document": SheetDocument,
    "source": SheetSource,
    "deliberation": SheetDecision,
}


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@READ_OR_SEND
def attachments(request: UserRequest, slug: str) -> HttpResponse:
    sheet = queries.workspace_sheet(slug=slug)
    what = request.POST.get("what", "")
    link = LinkForm(request.POST if what == "lien" else None, auto_id="lien_%s")
    is_file = what == "document"
    document = DocumentForm(
        request.POST if is_file else None, request.FILES if is_file else None, auto_id="document_%s"
    )
    source = SourceForm(request.POST if what == "source" else None, auto_id="source_%s")
    decision = CitedDecisionForm(
        request.POST if what == "deliberation" else None, territory=sheet.territory, auto_id="deliberation_%s"
    )
    form = {"lien": link, "document": document, "source": source, "deliberation": decision}.get(what)
    if form is not None and form.is_valid():
        try:
            _add(what, sheet, form.cleaned_data, by=request.user)
        except DomainError as refusal:
            form.add_error({"document": "file", "deliberation": "deliberation"}.get(what), refusal.message)
        else:
            messages.success(request, _("C’est ajouté ; le public le lira à la prochaine publication."))
            return redirect("library:workspace_attachments", slug=slug)
    links, sources = list(sheet.links.all()), queries.sources(sheet=sheet)
    context = {
        "sheet": sheet,
        "links": links,
        "documents": sheet.documents.all(),
        "sources": sources,
        "dead": dead([*(one.url for one in links), *(line.source.url for line in sources)]),
        "link_form": link,
        "document_form": document,
        "source_form": source,
        "decisions": sheet.decisions.select_related("deliberation__body"),
        "decision_form": decision,
    }
    return render(request, "library/workspace/attachments.html", context)


def _add(what: str, sheet: Deployment, given: dict[str, Any], *, by: User) -> None:
    if what == "source":
        actions.add_source(sheet=sheet, by=by, **given)
        return
    if what == "deliberation":
        actions.cite_decision(sheet=sheet, by=by, **given)
        return
    given["visibility"] = Visibility(given["visibility"])
    if what == "lien":
        actions.add_link(sheet=sheet, by=by, **given)
    else:
        actions.add_document(sheet=sheet, by=by, **given)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@require_POST
def remove(request: UserRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    row = get_object_or_404(KINDS[kind], pk=pk, deployment__slug=slug)
    actions.remove(row=row, by=request.user)
    messages.success(request, _("C’est retiré, pour le public aussi."))
    return redirect("library:workspace_attachments", slug=slug)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@require_safe
def document(request: UserRequest, slug: str, pk: int) -> HttpResponseBase:
    """The file itself, for the territory whatever its visibility."""
    row = get_object_or_404(SheetDocument, pk=pk, deployment__slug=slug)
    return attachment(row.file.open(), name=row.file_name, media_type=row.media_type)
