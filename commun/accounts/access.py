"""Who may use a view: each declares it, and a test walks every URL to see that it does."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, Protocol, TypeAlias

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from commun.accounts.enums import Permission
from commun.accounts.models import User
from commun.core.access import public
from commun.territories.models import Territory

__all__ = ["TerritoryOf", "UserRequest", "public", "require", "signed_in"]


class UserRequest(HttpRequest):
    """A request whose user is signed in."""

    user: User


Access: TypeAlias = Permission | Literal["public", "signed_in"]
View: TypeAlias = Callable[..., HttpResponseBase]


class TerritoryOf(Protocol):
    """Tells which territory a view's arguments lead to; raises Http404."""

    def __call__(self, **kwargs: Any) -> Territory: ...


def signed_in(view: View) -> View:
    """Whoever signed in may use this view."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.access = "signed_in"  # type: ignore[attr-defined]
    return guarded


def require(permission: Permission, *, of: TerritoryOf | None = None) -> Callable[[View], View]:
    """Only who holds `permission` for the territory that `of(**kwargs)` gives, or for the network without it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            user = request.user
            territory = of(**kwargs) if of is not None else None
            if not user.may(permission, territory):
                raise PermissionDenied(_("Votre compte n’a pas le droit demandé : « %s ».") % permission.label)
            return view(request, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
