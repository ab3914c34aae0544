"""Talking to ProConnect: every token is verified, whatever channel it came by."""

import secrets
from typing import Any
from urllib.parse import urlencode

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from commun.accounts.proconnect.session import ID_TOKEN_KEY

# Asymmetric ones only: with a shared-secret one, whoever knows our secret could speak for ProConnect.
ALGORITHMS = ["ES256", "RS256"]
CLOCK_SKEW_SECONDS = 30


class ProConnectAdapter(OpenIDConnectOAuth2Adapter):
    """One round trip: code, tokens, user information."""

    def __init__(self, request: HttpRequest, provider_id: str = "proconnect") -> None:
        super().__init__(request, provider_id)
        self.state: dict[str, Any] = {}

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """From the settings: ProConnect compares it with what was declared, and the Host header is not ours."""
        return f"{settings.SITE_URL}{reverse('proconnect_callback')}"

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """The person that the tokens name. Raises ProviderException when anything in them does not hold."""
        id_token = kwargs["response"].get("id_token", "")
        nonce = self.state.get("nonce", "")
        try:
            identity = self._verified(id_token, require=["exp", "iat", "nonce"])
            if not nonce or not secrets.compare_digest(str(identity["nonce"]).encode(), nonce.encode()):
                raise ProviderException("nonce")
            person = self._verified(self._user_information(token.token), require=[])
        except jwt.PyJWTError as error:
            raise ProviderException("jwt") from error
        if person["sub"] != identity["sub"]:
            raise ProviderException("sub")
        self.state[ID_TOKEN_KEY] = id_token
        return self.get_provider().sociallogin_from_response(request, person)

    def _user_information(self, access_token: str) -> str:
        """A signed JWT, not JSON."""
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers={"Authorization": f"Bearer {access_token}"})
            response.raise_for_status()
        if response.headers.get("content-type", "").partition(";")[0].strip() != "application/jwt":
            raise ProviderException("userinfo is not signed")
        text: str = response.text
        return text

    def _verified(self, token: str, *, require: list[str]) -> dict[str, Any]:
        """The claims of `token`, signed by ProConnect for us. Raises PyJWTError."""
        kid = jwt.get_unverified_header(token).get("kid")
        keys = [key for key in self._keys().keys if kid is None or key.key_id == kid]
        if len(keys) != 1:
            raise jwt.InvalidKeyError("no such key")
        claims: dict[str, Any] = jwt.decode(
            token,
            keys[0],
            algorithms=ALGORITHMS,
            audience=settings.PROCONNECT_CLIENT_ID,
            issuer=self.openid_config["issuer"],
            leeway=CLOCK_SKEW_SECONDS,
            options={"require": ["iss", "aud", "sub", *require]},
        )
        return claims

    def _keys(self) -> jwt.PyJWKSet:
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
        keys: jwt.PyJWKSet = jwt.PyJWKSet.from_dict(response.json())
        return keys

    def logout_url(self, *, id_token: str, state: str) -> str:
        """Where the browser goes to sign out of ProConnect too."""
        query = {
            "id_token_hint": id_token,
            "state": state,
            "post_logout_redirect_uri": settings.SITE_URL + reverse("proconnect_logout_done"),
        }
        return f"{self.openid_config['end_session_endpoint']}?{urlencode(query)}"
