"""Signing in: allauth's pages by e-mail code, ProConnect, and the demo's one click."""

import secrets
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LogoutView, RequestLoginCodeView
from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from requests import RequestException

from commun.accounts import queries
from commun.accounts.access import public
from commun.accounts.models import User
from commun.accounts.proconnect.session import ID_TOKEN_KEY, LOGOUT_STATE_KEY


class SignInView(RequestLoginCodeView):
    """One address, one code; and the demo's accounts, in the demo only."""

    template_name = "account/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["proconnect"] = settings.PROCONNECT_ENABLED
        context["demo_accounts"] = queries.demo_accounts() if settings.DEMO else []
        return context


class SignOutView(LogoutView):
    """Of here, and of ProConnect when one came from there."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        id_token = self.request.session.get(ID_TOKEN_KEY)
        response: HttpResponseBase = super().post(*args, **kwargs)
        if not id_token or not settings.PROCONNECT_ENABLED:
            return response
        state = secrets.token_urlsafe(32)
        provider = get_adapter(self.request).get_provider(self.request, "proconnect")
        try:
            url = provider.get_oauth2_adapter(self.request).logout_url(id_token=id_token, state=state)
        except RequestException:
            messages.warning(self.request, _("ProConnect ne répond pas : vous y restez peut-être connecté·e."))
            return response
        self.request.session[LOGOUT_STATE_KEY] = state
        return redirect(url)


@public
@never_cache
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click into a demo account; the address does not exist anywhere but in the demo."""
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(User.objects.demo(), email=request.POST.get("email", "").replace("\0", ""))
    get_account_adapter(request).login(request, user)
    return HttpResponseRedirect(get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL)
