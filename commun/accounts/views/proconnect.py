"""Signing in and out by ProConnect."""

import secrets
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from commun.accounts.access import public
from commun.accounts.proconnect.client import ProConnectAdapter
from commun.accounts.proconnect.session import LOGOUT_STATE_KEY


class CallbackView(OAuth2CallbackView):
    """allauth's, whose adapter also knows the nonce that was sent."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response


@public
@never_cache
@require_POST
def proconnect_login(request: HttpRequest) -> HttpResponseBase:
    """Off to ProConnect."""
    _needs_proconnect()
    provider = get_adapter(request).get_provider(request, "proconnect")
    try:
        response: HttpResponseBase = provider.redirect_from_request(request)
    except RequestException as error:
        response = render_authentication_error(request, provider, exception=error)
    return response


@public
@never_cache
@require_safe
def proconnect_callback(request: HttpRequest) -> HttpResponseBase:
    """Back from ProConnect."""
    _needs_proconnect()
    view = CallbackView.adapter_view(ProConnectAdapter(request))
    response: HttpResponseBase = view(request)
    return response


@public
@never_cache
@require_safe
def proconnect_logout_done(request: HttpRequest) -> HttpResponse:
    """Back from signing out; a visit that we did not ask for says nothing."""
    sent = request.session.pop(LOGOUT_STATE_KEY, "")
    if sent and secrets.compare_digest(request.GET.get("state", "").encode(), sent.encode()):
        messages.success(request, _("Vous êtes déconnecté·e, de ProConnect aussi."))
    return redirect(settings.LOGOUT_REDIRECT_URL)


def _needs_proconnect() -> None:
    if not settings.PROCONNECT_ENABLED:
        raise Http404
