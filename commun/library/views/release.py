"""What the public will read, making it public, taking it out, and saying that it is still exact."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt
from commun.core.text import clean
from commun.library import sheet as sheets
from commun.library.access import territory_of_sheet
from commun.library.actions import freshness, publication, reviews
from commun.library.forms.release import NextCheckForm, ReasonForm
from commun.library.presenters.workspace import field_links
from commun.library.queries import desk as desks
from commun.library.queries import preview as queries
from commun.library.reviewing import review_standing


@require(Permission.WORKSPACE_VIEW, of=territory_of_sheet)
@require_safe
def preview(request: UserRequest, slug: str) -> HttpResponse:
    sheet = desks.workspace_sheet(slug=slug)
    rights = request.user.rights(sheet.territory)
    context = {
        "sheet": sheet,
        "shown": queries.as_read(sheet=sheet),
        "changes": queries.changes(sheet=sheet),
        "waits": queries.waits_for_publication(sheet=sheet),
        "missing_first": field_links(sheet, sheets.missing_first(sheet)),
        "review": review_standing(sheet),
        "may_publish": Permission.LIBRARY_PUBLISH in rights,
        "may_edit": Permission.LIBRARY_EDIT in rights,
    }
    return render(request, "library/workspace/preview.html", context)


@require(Permission.LIBRARY_PUBLISH, of=territory_of_sheet)
@require_POST
def publish(request: UserRequest, slug: str) -> HttpResponse:
    sheet = desks.workspace_sheet(slug=slug)
    reason = " ".join(clean(request.POST.get("reason", "")).split())[:300]
    return _try(
        request,
        slug,
        lambda: reviews.release(sheet=sheet, by=request.user, reason=reason),
        _("La fiche est publique."),
    )


@require(Permission.LIBRARY_PUBLISH, of=territory_of_sheet)
@READ_OR_SEND
def withdraw(request: UserRequest, slug: str) -> HttpResponse:
    """Taking a sheet out says why, on a page of its own: no one does it by a slip."""
    sheet = desks.workspace_sheet(slug=slug)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            publication.withdraw(sheet=sheet, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("La fiche est retirée de la bibliothèque ; ses versions restent."))
            return redirect("library:workspace", slug=slug)
    return render(request, "library/workspace/withdraw.html", {"sheet": sheet, "form": form})


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@require_POST
def confirm(request: UserRequest, slug: str) -> HttpResponse:
    """« C’est toujours exact »: one click, dated, public."""
    sheet = desks.workspace_sheet(slug=slug)
    return _try(
        request,
        slug,
        lambda: freshness.confirm(sheet=sheet, by=request.user),
        _("C’est noté : la fiche est vérifiée aujourd’hui, et le public le lit."),
    )


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@require_POST
def next_check(request: UserRequest, slug: str) -> HttpResponse:
    sheet, form = desks.workspace_sheet(slug=slug), NextCheckForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(message) for told in form.errors.values() for message in told))
        return redirect("library:workspace", slug=slug)
    return _try(
        request,
        slug,
        lambda: freshness.set_next_check(sheet=sheet, on=form.cleaned_data["next_check_on"], by=request.user),
        _("La date de la prochaine vérification est enregistrée."),
    )


def _try(request: UserRequest, slug: str, act: Callable[[], object], done: str) -> HttpResponse:
    """Do it, and come back to the overview with what was done or what it still needs."""
    attempt(request, act, done=done)
    return redirect("library:workspace", slug=slug)
