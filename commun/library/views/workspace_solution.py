"""The system that a use rests on: chosen by its name, completed by whoever documents a use of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn
from commun.core.models import Revision
from commun.library.access import territory_of_sheet
from commun.library.actions import solutions as actions
from commun.library.forms.rows import SystemForm
from commun.library.forms.solution import SolutionForm
from commun.library.queries import desk as queries


def _seen(request: UserRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@READ_OR_SEND
def solution(request: UserRequest, slug: str) -> HttpResponse:
    sheet = queries.workspace_sheet(slug=slug)
    used = sheet.solution
    is_choice = request.POST.get("what") == "choisir"
    choice = SystemForm(request.POST if is_choice else None, sheet=sheet)
    form = SolutionForm(request.POST if request.POST and not is_choice else None, instance=used) if used else None
    conflict: actions.SolutionChanged | None = None
    if is_choice and choice.is_valid():
        with RefusalsOn(choice, "name"):
            actions.use_named(sheet=sheet, name=choice.cleaned_data["name"], by=request.user)
            messages.success(request, _("Le système est enregistré."))
            return redirect("library:workspace_solution", slug=slug)
    elif form is not None and request.method == "POST" and form.is_valid():
        try:
            actions.complete_solution(sheet=sheet, values=form.values(), seen=_seen(request), by=request.user)
        except actions.SolutionChanged as changed:
            conflict, used = changed, changed.current
        else:
            messages.success(request, _("Le système est complété ; sa version d’avant reste lisible."))
            return redirect("library:workspace_solution", slug=slug)
    context = {
        "sheet": sheet,
        "used": used,
        "choice": choice,
        "form": form,
        "conflict": conflict,
        "others": queries.other_users(solution=used, but=sheet) if used else 0,
        "versions": Revision.objects.of(used) if used else [],
        "solution_names": queries.solution_names(),
    }
    return render(request, "library/workspace/solution.html", context)
