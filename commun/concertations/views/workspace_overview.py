"""Where a concertation stands, what comes next, and the buttons that take it there."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations import canevas, lifecycle, rules
from commun.concertations.access import territory_of_concertation
from commun.concertations.actions import lifecycle as actions
from commun.concertations.enums import State
from commun.concertations.forms.lifecycle import ReasonForm
from commun.concertations.models import Concertation
from commun.concertations.presenters.canevas_page import missing_shown
from commun.concertations.presenters.life import history_lines, life_steps
from commun.concertations.presenters.workspace import file_links
from commun.concertations.queries.workspace import (
    first_signature_on,
    history,
    life_standing,
    sections_standing,
    workspace_record,
)
from commun.core.attempts import attempt


@require(Permission.WORKSPACE_VIEW, of=territory_of_concertation)
@require_safe
def overview(request: UserRequest, slug: str) -> HttpResponse:
    record = workspace_record(slug=slug)
    life = life_standing(record=record)
    rights = request.user.rights(record.territory)
    context = {
        "record": record,
        "steps": life_steps(record, life),
        "life": life,
        "missing": missing_shown(record, life.missing, rights),
        "publication_missing": missing_shown(record, actions.publication_guard(record), rights),
        "may_edit": Permission.CONCERTATION_EDIT in rights,
        "may_publish": Permission.CONCERTATION_PUBLISH in rights,
        "may_advance": life.next_step is not None and life.next_step.permission in rights,
        "files": file_links(record=record, rights=rights),
        "standing": sections_standing(record=record),
        "whole": canevas.completeness(record),
        "cautions": rules.cautions(record, signed_on=first_signature_on(territory=record.territory)),
        "history": history_lines(history(record=record)),
    }
    return render(request, "concertations/workspace/overview.html", context)


@require(Permission.CONCERTATION_PUBLISH, of=territory_of_concertation)
@require_POST
def publish(request: UserRequest, slug: str) -> HttpResponse:
    record = workspace_record(slug=slug)
    return _try(
        request, record, lambda: actions.publish(concertation=record, by=request.user), _("La fiche est publique.")
    )


@require(Permission.WORKSPACE_VIEW, of=territory_of_concertation)
@require_POST
def advance(request: UserRequest, slug: str) -> HttpResponse:
    """Take the step that comes; each step says which right it asks for."""
    record = workspace_record(slug=slug)
    target = request.POST.get("to", "")
    step = next((one for one in lifecycle.STEPS if one.target == target), None)
    if step is None:
        messages.error(request, _("Cette étape n’existe pas."))
        return redirect("concertations:workspace", slug=slug)
    if not request.user.may(step.permission, record.territory):
        raise PermissionDenied(_("Votre compte n’a pas le droit demandé : « %s ».") % step.permission.label)
    done = _("C’est fait : « %(state)s ».") % {"state": State(target).label}
    return _try(
        request,
        record,
        lambda: actions.advance(concertation=record, to=State(target), by=request.user),
        done,
    )


@require(Permission.CONCERTATION_PUBLISH, of=territory_of_concertation)
@require_POST
def interrupt(request: UserRequest, slug: str) -> HttpResponse:
    record, form = workspace_record(slug=slug), ReasonForm(request.POST)
    return _try(
        request,
        record,
        lambda: actions.interrupt(concertation=record, reason=form.read(), by=request.user),
        _("La concertation est interrompue ; le motif est public si la fiche l’est."),
    )


@require(Permission.CONCERTATION_PUBLISH, of=territory_of_concertation)
@require_POST
def resume(request: UserRequest, slug: str) -> HttpResponse:
    record, form = workspace_record(slug=slug), ReasonForm(request.POST)
    return _try(
        request,
        record,
        lambda: actions.resume(concertation=record, reason=form.read(), by=request.user),
        _("La concertation reprend là où elle en était."),
    )


def _try(request: UserRequest, record: Concertation, act: Callable[[], object], done: str) -> HttpResponse:
    """Do it, and come back to the overview with what was done or what it still needs."""
    attempt(request, act, done=done)
    return redirect("concertations:workspace", slug=record.slug)
