"""The second factor: why it is asked, and setting it up."""

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.totp.views import ActivateTOTPView
from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from commun.accounts.access import UserRequest, signed_in

NEXT_KEY = "second_factor_next"


class EnrolView(ActivateTOTPView):
    """allauth's; sessions opened elsewhere before it never passed the second factor: they end."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        user = self.request.user
        user.end_sessions()
        user.save(update_fields=["password"])
        update_session_auth_hash(self.request, user)
        return response


@signed_in
@require_safe
def second_factor_needed(request: UserRequest) -> HttpResponse:
    """What a network role asks for before anything else; then back to the page that was wanted."""
    target = get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL
    if request.user.has_second_factor or not request.user.is_network:
        return redirect(target)
    request.session[NEXT_KEY] = target
    return render(request, "accounts/second_factor_needed.html", {"role": request.user.get_network_role_display()})
