"""The two doors of the workspace: what is due for a person, and one territory."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commun.accounts.access import UserRequest, require, signed_in
from commun.accounts.desk import desk_of, tasks_of
from commun.accounts.enums import Permission
from commun.concertations.access import territory_of_slug
from commun.concertations.places import pledge_url
from commun.concertations.queries.workspace import concertation_lines, team


@signed_in
@require_safe
def todo(request: UserRequest) -> HttpResponse:
    desk = desk_of(user=request.user, on=timezone.localdate())
    opening = [(one, desk.may(Permission.CONCERTATION_EDIT, one.pk)) for one in desk.territories]
    context = {"desk": desk, "tasks": tasks_of(desk), "territories": opening}
    return render(request, "concertations/workspace/todo.html", context)


@require(Permission.WORKSPACE_VIEW, of=territory_of_slug)
@require_safe
def territory_home(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    desk = desk_of(user=request.user, on=timezone.localdate())
    rights = request.user.rights(territory)
    context = {
        "territory": territory,
        "pledge": getattr(territory, "pledge", None),
        "pledge_url": pledge_url(territory),
        "lines": concertation_lines(territory=territory),
        "team": team(territory=territory),
        "tasks": tasks_of(desk.within(territory)),
        "may_edit": Permission.CONCERTATION_EDIT in rights,
        "may_sign": Permission.PLEDGE_SIGN in rights,
        "may_manage_team": Permission.TEAM_MANAGE in rights,
    }
    return render(request, "concertations/workspace/territory.html", context)
