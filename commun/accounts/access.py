"""Who may use a view: each declares it, and a test walks every URL to see that it does."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Literal, TypeAlias

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commun.accounts.enums import Permission
from commun.accounts.models import User
from commun.core.access import public
from commun.territories.models import Territory

__all__ = [
    "SessionEnded",
    "TerritoryOf",
    "UserRequest",
    "opens",
    "public",
    "require",
    "signed_in",
    "territory_of_slug",
]


class SessionEnded(PermissionDenied):
    """Someone who is signed in no more sends a form: sent elsewhere, they would lose what they wrote."""


class UserRequest(HttpRequest):
    """A request whose user is signed in."""

    user: User


Access: TypeAlias = Permission | Literal["public", "signed_in"]
View: TypeAlias = Callable[..., HttpResponseBase]


# Tells which territory a view's keyword arguments lead to, None for what is the network's; raises Http404.
TerritoryOf: TypeAlias = Callable[..., Territory | None]


def territory_of_slug(*, slug: str, **kwargs: Any) -> Territory:
    """Of /espace/territoires/<slug>/…"""
    return get_object_or_404(Territory, slug=slug)


def signed_in(view: View) -> View:
    """Whoever signed in may use this view."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    guarded.access = "signed_in"  # type: ignore[attr-defined]
    return guarded


def require(permission: Permission, *, of: TerritoryOf | None = None) -> Callable[[View], View]:
    """Only who holds `permission` for the territory that `of(**kwargs)` gives, or for the network without it.

    Someone who has a network role and no second factor is led to set it up before anything else.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            user = request.user
            territory = of(**kwargs) if of is not None else None
            if not user.holds(permission, territory):
                raise PermissionDenied(_("Votre compte n’a pas le droit demandé : « %s ».") % permission.label)
            if user.is_network and not user.has_second_factor:
                return redirect_to_login(request.get_full_path(), reverse("accounts:second_factor_needed"))
            return view(request, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        guarded.of_territory = of is not None  # type: ignore[attr-defined]
        return guarded

    return decorate


def opens(url: str, rights: Collection[Permission]) -> bool:
    """Whether the view at this address lets in someone signed in who has these rights, by what it declares."""
    access: Access = resolve(url.partition("?")[0].partition("#")[0]).func.access  # type: ignore[attr-defined]
    return access in ("public", "signed_in") or access in rights


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page, then back here. Raises SessionEnded for a form, whose content only the browser has."""
    if request.method not in ("GET", "HEAD"):
        raise SessionEnded
    return redirect_to_login(request.get_full_path())
