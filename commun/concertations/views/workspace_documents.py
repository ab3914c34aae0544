"""The documents of a concertation: attach one, remove one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations.access import territory_of_concertation
from commun.concertations.actions import documents as actions
from commun.concertations.enums import DocumentKind, Licence
from commun.concertations.forms.documents import DocumentForm
from commun.concertations.models import Document
from commun.concertations.queries.workspace import workspace_record
from commun.core.attempts import READ_OR_SEND, attempt
from commun.core.errors import DomainError
from commun.core.web_links import dead


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def document_list(request: UserRequest, slug: str) -> HttpResponse:
    record = workspace_record(slug=slug)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            actions.attach(
                concertation=record,
                kind=DocumentKind(values["kind"]),
                title=values["title"],
                url=values["url"],
                file=values["file"],
                licence=Licence(values["licence"]),
                on=values["on"],
                by=request.user,
            )
        except DomainError as refusal:
            form.add_error("file" if values["file"] else "url", refusal.message)
        else:
            messages.success(request, _("Le document est joint."))
            return redirect("concertations:workspace_documents", slug=slug)
    documents = list(record.documents.all())
    context = {
        "record": record,
        "documents": documents,
        "dead": dead(one.url for one in documents if one.url),
        "form": form,
    }
    return render(request, "concertations/workspace/documents.html", context)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@require_POST
def document_remove(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    document = get_object_or_404(Document, pk=pk, concertation__slug=slug)
    attempt(request, lambda: actions.remove(document=document, by=request.user), done=_("Le document est retiré."))
    return redirect("concertations:workspace_documents", slug=slug)
