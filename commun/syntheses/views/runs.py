"""What the machine computed of a corpus: asked for, made again, cut finer or coarser, proposed anew."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, attempt
from commun.core.errors import DomainError
from commun.syntheses.actions import runs as actions
from commun.syntheses.actions import workshop
from commun.syntheses.addresses import back_to, group_url
from commun.syntheses.enums import RunKind, RunState
from commun.syntheses.forms.workshop import AdoptForm, CutForm, RunForm
from commun.syntheses.models import AnalysisRun, Corpus
from commun.syntheses.presenters.workshop import engine_lines
from commun.syntheses.queries import runs as queries
from commun.syntheses.queries.workshop import has_been_worked, run_lines
from commun.syntheses.views.workshop import number_in


@require(Permission.SYNTHESIS_EDIT)
@READ_OR_SEND
def run_list(request: UserRequest, uid: str) -> HttpResponse:
    """A POST asks for one more."""
    corpus = get_object_or_404(Corpus, uid=uid)
    if request.method == "POST":
        form = RunForm(request.POST)
        if form.is_valid():
            _ask(request, lambda: actions.request(
                corpus=corpus, kind=RunKind(form.cleaned_data["calcul"]), by=request.user
            ))  # fmt: skip
        return redirect("syntheses:runs", uid=uid)
    context = {"corpus": corpus, "runs": run_lines(corpus=corpus), "kinds": RunKind.choices}
    return render(request, "syntheses/workshop/runs.html", context)


def _ask(request: UserRequest, asking: Callable[[], AnalysisRun]) -> None:
    attempt(
        request,
        asking,
        done=lambda run: _("Le calcul %(number)d est demandé : il attend son tour.") % {"number": run.number},
    )


@require(Permission.SYNTHESIS_EDIT)
@require_safe
def run(request: UserRequest, uid: str, number: int) -> HttpResponse:
    """What went in, what came out, what it cost; and, for groups, what it proposes beside what people did;
    for suggestions, what they are worth."""
    found = _run_or_404(uid, number)
    is_grouping = found.kind == RunKind.GROUPS and found.state == RunState.DONE
    is_suggestion = found.kind == RunKind.SUGGESTIONS and found.state == RunState.DONE
    context = {
        "corpus": found.corpus,
        "run": found,
        "line": next(one for one in run_lines(corpus=found.corpus) if one.number == number),
        "proposal": queries.proposal(run=found, count=number_in(request, "groupes")) if is_grouping else None,
        "is_worked": has_been_worked(corpus=found.corpus),
        "suggestions": queries.suggestions(run=found) if is_suggestion else (),
        "engine": engine_lines(found.engine),
    }
    return render(request, "syntheses/workshop/run.html", context)


@require(Permission.SYNTHESIS_EDIT)
@require_POST
def again(request: UserRequest, uid: str, number: int) -> HttpResponseRedirect:
    found = _run_or_404(uid, number)
    _ask(request, lambda: actions.again(run=found, by=request.user))
    return redirect("syntheses:runs", uid=uid)


@require(Permission.SYNTHESIS_EDIT)
@require_POST
def cut(request: UserRequest, uid: str, number: int) -> HttpResponseRedirect:
    """Finer or coarser groups, at once: nothing is computed again."""
    found, form = _run_or_404(uid, number), CutForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Écrivez un nombre de groupes."))
        return redirect(found.corpus)
    count, seen = form.cleaned_data["groupes"], form.cleaned_data["vu"]
    try:
        done = workshop.recut(run=found, count=count, seen=seen, by=request.user)
    except workshop.WorkshopChanged as refusal:
        messages.error(request, refusal.message)
        return redirect(back_to(found.corpus, found.corpus.get_absolute_url(), since=seen))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{done.says}.")
    return redirect(found.corpus)


@require(Permission.SYNTHESIS_EDIT)
@require_POST
def adopt(request: UserRequest, uid: str, number: int) -> HttpResponseRedirect:
    """One group of a newer proposal enters the workshop, still a suggestion."""
    found, form = _run_or_404(uid, number), AdoptForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Cette proposition est illisible : rechargez la page."))
        return redirect("syntheses:run", uid=uid, number=number)
    given = form.cleaned_data
    try:
        made = workshop.adopt(run=found, key=given["cle"], cut=given["coupe"], seen=given["vu"], by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("syntheses:run", uid=uid, number=number)
    messages.success(request, _("Le groupe « %(title)s » est entré dans l’atelier.") % {"title": made.title})
    return redirect(group_url(found.corpus, made.number))


def _run_or_404(uid: str, number: int) -> AnalysisRun:
    return get_object_or_404(AnalysisRun.objects.select_related("corpus"), corpus__uid=uid, number=number)
