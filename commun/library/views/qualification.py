"""The qualification assistant: for anyone, and for the sheet of a territory, which may keep what it concludes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import UserRequest, public, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, attempt
from commun.library.access import territory_of_sheet
from commun.library.actions.qualification import keep_qualification
from commun.library.actions.sheets import section_digest
from commun.library.duties.qualification.rules import outcomes, proposal
from commun.library.enums import AiActRole
from commun.library.fields import Section
from commun.library.forms.qualification import KeepForm, QualificationForm
from commun.library.models import Deployment
from commun.library.presenters.paths import path
from commun.library.presenters.qualification import first_answers, sorted_out


@public
@require_safe
def qualify(request: HttpRequest) -> HttpResponse:
    """Nothing is kept: the answers stay in the address."""
    form = QualificationForm(request.GET or None)
    context: dict[str, object] = {"form": form, "conclusions": None, "path": path(_("Qualifier un usage"))}
    if form.is_valid() and not form.answers.is_empty:
        context["conclusions"] = sorted_out(outcomes(form.answers))
    return render(request, "library/duties/qualify.html", context)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@READ_OR_SEND
def qualification(request: UserRequest, slug: str) -> HttpResponse:
    sheet = get_object_or_404(Deployment.objects.select_related("territory"), slug=slug)
    if request.method == "POST":
        return _keep(request, sheet)
    initial = first_answers(sheet, population=sheet.territory.population)
    form = QualificationForm(request.GET) if request.GET else QualificationForm(_query(initial))
    context = {"form": form, "sheet": sheet, "territory": sheet.territory, "is_first": not request.GET}
    if form.is_valid() and not form.answers.is_empty:
        answers = form.answers
        context |= {
            "conclusions": sorted_out(outcomes(answers)),
            "proposal": proposal(answers),
            "keep": KeepForm(initial=_kept(form, sheet)),
        }
    return render(request, "library/duties/qualification.html", context)


def _keep(request: UserRequest, sheet: Deployment) -> HttpResponse:
    form = KeepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Ces réponses ne se lisent pas : répondez de nouveau."))
        return redirect("library:qualification", slug=sheet.slug)
    role = form.cleaned_data["role"]
    attempt(
        request,
        lambda: keep_qualification(
            sheet=sheet,
            answers=form.answers,
            role=AiActRole(role) if role else None,
            seen=form.cleaned_data["seen"],
            by=request.user,
        ),
        done=_("La qualification est gardée sur la fiche, avec ses raisons et votre fonction."),
    )
    return redirect("library:qualification", slug=sheet.slug)


def _query(given: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in given.items():
        query.setlist(name, values)
    return query


def _kept(form: QualificationForm, sheet: Deployment) -> dict[str, object]:
    return {**form.cleaned_data, "role": sheet.ai_act_role, "seen": section_digest(sheet, Section.RISK)}
