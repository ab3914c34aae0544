"""Where allauth asks us: what it may do, what it says, what it sends."""

import base64
import hashlib
import logging
from typing import Any, ClassVar

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.encoding import force_bytes
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from commun.accounts.models import User
from commun.accounts.proconnect.session import ID_TOKEN_KEY, PENDING_KEY
from commun.core import mails

logger = logging.getLogger("commun.accounts")

# Without these the person cannot go on; the others only tell them what was done. The last two stand where a code would
# have been sent: they must fail alike, or the failure would tell which addresses have an account.
MAILS_ONE_WAITS_FOR = {
    "account/email/login_code",
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/unknown_account",
    "account/email/account_already_exists",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts without password."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("Ce code n’est pas le bon. Recopiez les huit chiffres du dernier courriel reçu."),
        "too_many_login_attempts": _("Trop d’essais. Attendez quelques minutes, puis demandez un nouveau code."),
        "rate_limited": _("Trop de demandes en peu de temps. Attendez une minute, puis recommencez."),
        "duplicate_email": _("C’est déjà l’adresse de votre compte."),
        "email_taken": _("Cette adresse ne peut pas être utilisée. Indiquez-en une autre."),
        "same_as_current": _("Indiquez une adresse différente de l’actuelle."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Addresses in mails are those of the settings: the Host header of a request is what its sender wants."""
        ours = {"site_url": settings.SITE_URL, "site_name": settings.SITE_NAME, "email": email}
        has_left = mails.send([self.render_mail(template_prefix, email, {**context, **ours})], what=template_prefix)
        if not has_left and template_prefix in MAILS_ONE_WAITS_FOR:
            raise ImmediateHttpResponse(render(self.request, "accounts/mail_unavailable.html", status=503))

    def send_account_already_exists_mail(self, email: str) -> None:
        self.send_mail("account/email/account_already_exists", email, {})

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return str(settings.LOGOUT_REDIRECT_URL)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Keep what ProConnect needs to sign out; link the ProConnect identity that waited for this proof."""
        assert isinstance(user, User)
        sociallogin = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        if sociallogin is not None:
            request.session[ID_TOKEN_KEY] = sociallogin.state.get(ID_TOKEN_KEY)
        elif pending := request.session.pop(PENDING_KEY, None):
            waiting = SocialLogin.deserialize(pending)
            if any(address.email.lower() == user.email for address in waiting.email_addresses):
                waiting.connect(request, user)
                request.session[ID_TOKEN_KEY] = waiting.state.get(ID_TOKEN_KEY)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """A second factor whose secrets are unreadable in a copy of the database."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Ce code n’est pas le bon. Saisissez celui que votre application montre maintenant."),
        "cannot_delete_authenticator": _(
            "Votre rôle dans le réseau demande une double vérification : elle reste active."
        ),
        "unverified_email": _("Confirmez d’abord votre adresse électronique."),
    }

    def _box(self) -> MultiFernet:
        """Keyed by the secret key of the settings, and by the ones before it while they are listed as fallbacks."""
        digests = (
            hashlib.blake2b(force_bytes(key), digest_size=32, person=b"second-factor").digest()
            for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        )
        return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])

    def encrypt(self, text: str) -> str:
        return self._box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._box().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """Black on white whatever the theme of the page: phones read no other."""
        return str(qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode"))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """A network role keeps its second factor for as long as it lasts."""
        return authenticator.type != Authenticator.Type.TOTP or not authenticator.user.is_network


class ProConnectAccountAdapter(DefaultSocialAccountAdapter):
    """Identities that ProConnect vouches for."""

    def generate_state_param(self, state: dict[str, Any]) -> str:
        """ProConnect refuses a state of less than 32 characters."""
        return get_random_string(43)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user = sociallogin.user
        assert isinstance(user, User)
        user.email = (data.get("email") or "").lower()
        user.name = data.get("name") or ""
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """An address is not an identity: a ProConnect identity joins an existing account after a code sent to it."""
        if sociallogin.is_existing or sociallogin.state.get("process") != AuthProcess.LOGIN:
            return
        if not sociallogin.email_addresses:
            raise ImmediateHttpResponse(_refusal(request, "no_email"))
        email = sociallogin.email_addresses[0].email
        user = User.objects.active().filter(email__iexact=email).first()
        if user is None:
            return
        request.session[PENDING_KEY] = sociallogin.serialize()
        LoginCodeVerificationProcess.initiate(request=request, user=user, email=user.email)
        raise ImmediateHttpResponse(redirect("account_confirm_login_code"))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("accounts:account")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        reason = "cancelled" if error == AuthError.CANCELLED else "failed"
        if request.GET.get("error") == "login_required":
            reason = "login_required"
        if isinstance(exception, PermissionDenied):
            reason = "refused"
        logger.warning("ProConnect sign-in not completed: %s (%s)", reason, type(exception).__name__)
        raise ImmediateHttpResponse(_refusal(request, reason))


def _refusal(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "socialaccount/authentication_error.html", {"reason": reason}, status=401)
