"""Evaluating a use, in the workspace: begin, answer axis by axis, publish once."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt
from commun.core.errors import DomainError, EditConflict
from commun.library.access import territory_of_sheet
from commun.library.actions import evaluation as actions
from commun.library.enums import Moment, Stage, Visibility
from commun.library.forms.evaluation import AnswersForm, FrameForm, PublishForm
from commun.library.models import Deployment, Evaluation
from commun.library.presenters import evaluation as shapes
from commun.library.presenters.workspace import page
from commun.library.queries import desk
from commun.library.queries import evaluation as queries


def _evaluation(slug: str, number: int, *, draft: bool = False) -> Evaluation:
    rows = Evaluation.objects.select_related("deployment__territory", "grid")
    found = get_object_or_404(rows, deployment__slug=slug, number=number)
    if draft and found.published_at is not None:
        raise Http404(_("Cette évaluation est publiée : elle ne change plus."))
    return found


def _one(evaluation: Evaluation, view: str = "evaluate_one", *more: str) -> str:
    return page(evaluation.deployment, view, str(evaluation.number), *more)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@READ_OR_SEND
def evaluation_list(request: UserRequest, slug: str) -> HttpResponse:
    """Those of a use, what it still owes, and how to begin another."""
    sheet = desk.workspace_sheet(slug=slug)
    form = FrameForm(request.POST or None, initial={"moment": _likely_moment(sheet)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with RefusalsOn(form):
            opened = actions.open_evaluation(
                sheet=sheet, by=request.user, **{**given, "moment": Moment(given["moment"])}
            )
            return redirect(_one(opened))
    standing = queries.of_sheet(key=sheet.pk, stages=sheet.stages.all(), circle=Visibility.TERRITORY)
    context = {
        "sheet": sheet,
        "form": form,
        "standing": standing,
        "facts": shapes.standing_sentences(standing),
        "again": shapes.asked_again(standing),
        "draft": queries.draft_of(deployment=sheet),
    }
    return render(request, "library/evaluation/workspace/list.html", context)


def _likely_moment(sheet: Deployment) -> Moment:
    if sheet.stage in (Stage.EXPLORATION, Stage.EXPERIMENT, Stage.UNKNOWN):
        return Moment.BEFORE
    return Moment.AFTER if sheet.stage in (Stage.ENDED, Stage.ABANDONED) else Moment.DURING


@require(Permission.WORKSPACE_VIEW, of=territory_of_sheet)
@require_safe
def overview(request: UserRequest, slug: str, number: int) -> HttpResponse:
    """Where it stands, whole, as its reader will read it."""
    return _overview(request, _evaluation(slug, number), PublishForm())


def _overview(request: UserRequest, evaluation: Evaluation, form: PublishForm) -> HttpResponse:
    rights = request.user.rights(evaluation.deployment.territory)
    is_draft = evaluation.published_at is None
    profile = queries.profile(evaluation=evaluation, previous=queries.previous_finished(evaluation=evaluation))
    context = {
        "sheet": evaluation.deployment,
        "evaluation": evaluation,
        "is_draft": is_draft,
        "profile": profile,
        "axes": shapes.axes(profile),
        "lacks": actions.lacks(evaluation) if is_draft else [],
        "form": form,
        "may_edit": is_draft and Permission.LIBRARY_EDIT in rights,
        "may_publish": is_draft and Permission.LIBRARY_PUBLISH in rights,
    }
    return render(request, "library/evaluation/workspace/overview.html", context)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@READ_OR_SEND
def frame(request: UserRequest, slug: str, number: int) -> HttpResponse:
    """When, by whom and with whom."""
    evaluation = _evaluation(slug, number, draft=True)
    known = {name: getattr(evaluation, name) for name in ("moment", "evaluated_on", "role", "committee")}
    form = FrameForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        seen = request.POST.get("version", "")
        try:
            actions.save_frame(
                evaluation=evaluation,
                seen=int(seen) if seen.isdecimal() else 0,
                by=request.user,
                **{**given, "moment": Moment(given["moment"])},
            )
        except EditConflict as conflict:
            evaluation = _evaluation(slug, number, draft=True)
            form.add_error(None, conflict.message)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect(_one(evaluation))
    context = {"sheet": evaluation.deployment, "evaluation": evaluation, "form": form}
    return render(request, "library/evaluation/workspace/frame.html", context)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@READ_OR_SEND
def answers(request: UserRequest, slug: str, number: int, axis: str) -> HttpResponse:
    """The questions of one axis."""
    evaluation = _evaluation(slug, number, draft=True)
    axes = list(evaluation.grid.axes.all())
    here = next((one for one in axes if one.code == axis), None)
    if here is None:
        raise Http404
    saved = queries.answers_of(evaluation=evaluation, axis=here)
    form = AnswersForm(request.POST or None, answers=[one for one in saved if not one.item.is_fact])
    conflict: actions.AnswersChanged | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_answers(
                evaluation=evaluation,
                axis=here,
                given=form.given(),
                seen=request.POST.get("version", ""),
                by=request.user,
            )
        except actions.AnswersChanged as changed:
            conflict = changed
        except actions.InvalidAnswers as invalid:
            form.add_faults(invalid.faults)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("« %(axis)s » : c’est enregistré.") % {"axis": here.title})
            following = next(iter(axes[axes.index(here) + 1 :]), None)
            if request.POST.get("then") == "next" and following:
                return redirect(_one(evaluation, "evaluate_axis", following.code))
            return redirect(_one(evaluation))
    shown = conflict.current.values() if conflict else [one for one in saved if not one.item.is_fact]
    context = {
        "sheet": evaluation.deployment,
        "evaluation": evaluation,
        "axis": here,
        "axes": axes,
        "form": form,
        "claims": list(form.claims(sheet=evaluation.deployment, theirs=conflict.current if conflict else None)),
        "facts": [
            (one.item, queries.fact_lines(names=one.item.shown_fields, sheet=evaluation.deployment))
            for one in saved
            if one.item.is_fact
        ],
        "conflict": conflict,
        "version": actions.answers_digest(shown),
    }
    return render(request, "library/evaluation/workspace/axis.html", context)


@require(Permission.LIBRARY_PUBLISH, of=territory_of_sheet)
@READ_OR_SEND
def publish(request: UserRequest, slug: str, number: int) -> HttpResponse:
    evaluation = _evaluation(slug, number, draft=request.method == "POST")
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with RefusalsOn(form):
            actions.publish_evaluation(
                evaluation=evaluation,
                visibility=Visibility(given["visibility"]),
                held_reason=given["held_reason"],
                by=request.user,
            )
            messages.success(request, _("L’évaluation est publiée : elle ne change plus."))
            return redirect(_one(evaluation))
    return _overview(request, evaluation, form)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@READ_OR_SEND
def discard(request: UserRequest, slug: str, number: int) -> HttpResponse:
    evaluation = _evaluation(slug, number)
    if request.method == "POST":
        is_discarded = attempt(
            request,
            lambda: actions.discard_evaluation(evaluation=evaluation, by=request.user),
            done=_("L’évaluation est abandonnée : rien n’en était public."),
        )
        return redirect(page(evaluation.deployment, "evaluate") if is_discarded else _one(evaluation))
    context = {"sheet": evaluation.deployment, "evaluation": evaluation}
    return render(request, "library/evaluation/workspace/discard.html", context)
