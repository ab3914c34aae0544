"""A territory's own sheets, and « Décrire un usage »."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import UserRequest, require, territory_of_slug
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND
from commun.core.errors import DomainError
from commun.library.actions.first import describe
from commun.library.actions.sheets import InvalidSheet
from commun.library.enums import LineageKind, Stage
from commun.library.forms.sheet import FirstSheetForm
from commun.library.models import PublishedSheet, Solution
from commun.library.queries import desk as queries


@require(Permission.WORKSPACE_VIEW, of=territory_of_slug)
@require_safe
def sheet_list(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    context = {
        "territory": territory,
        "lines": queries.sheet_lines(territory=territory, on=timezone.localdate()),
        "may_edit": request.user.may(Permission.LIBRARY_EDIT, territory),
    }
    return render(request, "library/workspace/desk.html", context)


@require(Permission.LIBRARY_EDIT, of=territory_of_slug)
@READ_OR_SEND
def sheet_new(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    origin = PublishedSheet.objects.filter(uid=request.GET.get("depuis", "")[:20]).first()
    known = Solution.objects.filter(slug=request.GET.get("solution", "")[:120]).first()
    form = FirstSheetForm(
        request.POST or None, initial=queries.first_values(origin=origin, solution=known), has_origin=origin is not None
    )
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            made = describe(
                territory=territory,
                values=form.values(),
                stage=Stage(given["stage"]),
                since=given["since"],
                solution_name=given["solution"],
                origin=origin,
                lineage=LineageKind(given["lineage"]) if given.get("lineage") else None,
                by=request.user,
            )
        except InvalidSheet as invalid:
            form.add_faults(invalid.faults)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("La fiche est enregistrée en brouillon : votre territoire seul la voit."))
            return redirect("library:workspace", slug=made.slug)
    context = {
        "territory": territory,
        "form": form,
        "origin": origin,
        "solution_names": queries.solution_names(),
    }
    return render(request, "library/workspace/new.html", context)
