"""ProConnect, the State's sign-in for public agents: what it asks beyond OpenID Connect.

Source: ProConnect's documentation and server code (github.com/proconnect-gouv/federation): state and nonce of at least
32 characters, no query parameter outside its list, one scope per claim, family name in `usual_name`, and user
information answered as a signed JWT.
"""

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from commun.accounts.proconnect.client import ProConnectAdapter

SCOPES = ["openid", "given_name", "usual_name", "email", "siret", "organizational_unit", "uid"]


class ProConnectProvider(OpenIDConnectProvider):
    id = "proconnect"
    name = "ProConnect"
    oauth2_adapter_class = ProConnectAdapter
    supports_token_authentication = False

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        url = reverse("proconnect_login")
        return f"{url}?{urlencode(kwargs)}" if kwargs else url

    def get_callback_url(self) -> str:
        return reverse("proconnect_callback")

    def get_oauth2_adapter(self, request: HttpRequest) -> ProConnectAdapter:
        return ProConnectAdapter(request)

    def get_pkce_params(self) -> dict[str, str]:
        """Always, and always S256: `plain` is refused."""
        self.app.settings["oauth_pkce_enabled"] = True
        params: dict[str, str] = super().get_pkce_params()
        return params

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Ours alone: allauth would let the address of the page add to it."""
        return SCOPES

    def get_auth_params_from_request(self, request: HttpRequest, action: Any) -> dict[str, str]:
        return {"acr_values": settings.PROCONNECT_ACR_VALUES}

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponseBase:
        """A nonce goes with the request and is kept in the session, to be found again in the id_token."""
        nonce = secrets.token_urlsafe(32)
        kwargs["auth_params"] = {**(kwargs.get("auth_params") or {}), "nonce": nonce}
        response: HttpResponseBase = super().redirect(
            request, process, next_url=next_url, data=data, nonce=nonce, **kwargs
        )
        return response

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Only what we use: who this is for ProConnect, and the body they work for."""
        return {key: data[key] for key in ("sub", "siret", "organizational_unit") if data.get(key)}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        names = (data.get("given_name"), data.get("usual_name"))
        return {"email": data.get("email"), "name": " ".join(name for name in names if name)[:150]}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Never held as verified: ProConnect passes on what the agent's own identity provider says."""
        return [EmailAddress(email=data["email"].lower(), verified=False, primary=True)] if data.get("email") else []


provider_classes = [ProConnectProvider]
