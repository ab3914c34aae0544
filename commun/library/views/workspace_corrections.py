"""The corrections that readers propose, settled by the territory."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn
from commun.library.access import territory_of_sheet
from commun.library.actions.corrections import ask_correction
from commun.library.actions.settlement import settle as settle_it
from commun.library.forms.rows import OutcomeForm, RequestForm
from commun.library.models import CorrectionRequest, Deployment
from commun.library.presenters.workspace import correction_lines
from commun.library.queries import desk as queries


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@require_safe
def corrections(request: UserRequest, slug: str) -> HttpResponse:
    return _page(request, slug)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@require_POST
def settle(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    asked = get_object_or_404(CorrectionRequest, pk=pk, deployment__slug=slug)
    form = OutcomeForm(request.POST, auto_id=f"suite-{pk}-%s")
    if form.is_valid():
        with RefusalsOn(form):
            settle_it(asked=asked, outcome=form.cleaned_data["outcome"], by=request.user)
            messages.success(request, _("La demande est classée."))
            return redirect("library:workspace_corrections", slug=slug)
    return _page(request, slug, form=form, of=pk)


def _page(request: UserRequest, slug: str, *, form: OutcomeForm | None = None, of: int = 0) -> HttpResponse:
    sheet = queries.workspace_sheet(slug=slug)
    asked = list(sheet.corrections.all())
    context = {
        "sheet": sheet,
        "open": correction_lines(sheet, [one for one in asked if one.settled_at is None], form=form, of=of),
        "settled": [one for one in asked if one.settled_at is not None],
    }
    return render(request, "library/workspace/corrections.html", context)


@require(Permission.LIBRARY_COORDINATE)
@READ_OR_SEND
def ask(request: UserRequest, slug: str) -> HttpResponse:
    """The network asks a territory; it never rewrites."""
    sheet = get_object_or_404(Deployment.objects.published().select_related("territory"), slug=slug)
    form = RequestForm(request.POST or None, initial={"field": request.GET.get("champ", "")})
    if request.method == "POST" and form.is_valid():
        ask_correction(sheet=sheet, by=request.user, **form.cleaned_data)
        messages.success(request, _("La demande est envoyée au territoire, qui décide."))
        return redirect("library:workspace", slug=slug)
    return render(request, "library/workspace/ask.html", {"sheet": sheet, "form": form})
