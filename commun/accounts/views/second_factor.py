"""The second factor: why it is asked, and setting it up."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import ReauthenticateView
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commun.accounts.access import UserRequest, signed_in

NEXT_KEY = "second_factor_next"


class RecoveryCodesView(ViewRecoveryCodesView):
    """allauth's; after enrolment, with the way back to the page that had asked for it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["next_url"] = self.request.session.pop(NEXT_KEY, "")
        return context


class EnrolView(ActivateTOTPView):
    """allauth's; sessions opened elsewhere before it never passed the second factor: they end."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        user = self.request.user
        # The code that was just typed also proves who reads the recovery codes that come next.
        post_authentication(self.request, user.authenticator_set.get(type="totp"), reauthenticated=True)
        user.end_sessions()
        user.save(update_fields=["password"])
        update_session_auth_hash(self.request, user)
        return response

    def get_success_url(self) -> str:
        """The recovery codes first: they are shown on the way back to what was wanted."""
        return reverse("mfa_view_recovery_codes")


class ConfirmView(ReauthenticateView):
    """allauth's; whoever has no second factor has nothing to confirm with, and nothing that asks for it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not get_account_adapter(request).get_reauthentication_methods(request.user):
            return redirect("mfa_index")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


@signed_in
@require_safe
def second_factor_needed(request: UserRequest) -> HttpResponse:
    """What a network role asks for before anything else; then back to the page that was wanted."""
    target = get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL
    if request.user.has_second_factor or not request.user.is_network:
        return HttpResponseRedirect(target)  # `redirect` would take a word for the name of a view
    request.session[NEXT_KEY] = target
    return render(request, "accounts/second_factor_needed.html", {"role": request.user.get_network_role_display()})
