"""The door of a group's private space: to anyone but a member, there is nothing there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from commun.accounts.access import UserRequest, signed_in
from commun.groups.models import GroupMember

RoomView: TypeAlias = Callable[..., HttpResponseBase]


def member_of(*, slug: str, user_id: int) -> GroupMember:
    """Raises Http404, which says nothing of whether the group has a space. One query."""
    rows = GroupMember.objects.select_related("group__territory", "user")
    return get_object_or_404(rows, group__slug=slug, user=user_id)


def of_member(view: RoomView) -> Callable[..., Any]:
    """The view is given the member who asks, in the place of the slug of the group."""
    return _guarded(view, animators_only=False)


def of_animator(view: RoomView) -> Callable[..., Any]:
    return _guarded(view, animators_only=True)


def _guarded(view: RoomView, *, animators_only: bool) -> Callable[..., Any]:
    @signed_in
    @wraps(view)
    def guarded(request: UserRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
        member = member_of(slug=slug, user_id=request.user.pk)
        if animators_only and not member.is_animator:
            raise Http404
        return view(request, member, **kwargs)

    return guarded
