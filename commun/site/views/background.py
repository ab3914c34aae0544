"""What is done beside the web processes: what waits, runs, failed; a dead letter put back or struck off."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import attempt
from commun.core.background import actions, queries


@require(Permission.NETWORK_COORDINATE)
@require_safe
def background(request: HttpRequest) -> HttpResponse:
    return render(request, "site/background.html", {"work": queries.work(), "shown": queries.SHOWN})


@require(Permission.NETWORK_COORDINATE)
@require_POST
def background_put_back(request: UserRequest, task_id: UUID) -> HttpResponse:
    attempt(
        request,
        lambda: actions.put_back(task_id=task_id, by=request.user),
        done=_("Le travail est remis dans la file."),
    )
    return redirect("site:background")


@require(Permission.NETWORK_COORDINATE)
@require_POST
def background_drop(request: UserRequest, task_id: UUID) -> HttpResponse:
    attempt(request, lambda: actions.drop(task_id=task_id, by=request.user), done=_("Le travail est abandonné."))
    return redirect("site:background")
