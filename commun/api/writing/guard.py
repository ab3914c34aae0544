"""Who may write: the holder of a key of a territory, within its scopes, with the rights that its person has now.

A session of the workspace opens nothing here: the key is in the `Authorization` header, that no other site can make a
browser send; so no cookie is read, and no page can be forged.
"""

import datetime
import time
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security.http import HttpAuthBase

from commun.api.problems import Refused
from commun.api.writing.operation import Operation
from commun.core.throttle import spent
from commun.keys import actions
from commun.keys.models import ApiKey

WRITES_A_MINUTE = 120
"""For one key, over all processes."""
_WINDOW = datetime.timedelta(minutes=1)
POLICY = "ecriture"


@dataclass
class Pace:
    """How much of its minute a key has left."""

    left: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Policy": f'"{POLICY}";q={WRITES_A_MINUTE};w=60',
            "RateLimit": f'"{POLICY}";r={self.left};t={self.seconds}',
        }


class TerritoryKey(HttpAuthBase):
    """The guard of one operation; ninja asks it before anything of the request is read."""

    openapi_scheme = "bearer"
    openapi_description = (
        "La clé d’un territoire, ouverte dans son espace de travail : « Authorization: Bearer commun_… »."
    )

    def __init__(self, operation: Operation) -> None:  # type: ignore[type-arg]
        super().__init__()
        self.operation = operation

    @property
    def _takes_json(self) -> bool:
        return self.operation.given is not None and not self.operation.takes_file

    def __call__(self, request: HttpRequest) -> ApiKey:
        key = _holder(request)
        _pace(request, key)
        if self.operation.scope not in key.scopes:
            raise _forbidden(
                _("Cette clé n’a pas la portée « %(scope)s » : ouvrez-en une qui l’a.")
                % {"scope": self.operation.scope.value}
            )
        if not key.user.may(self.operation.permission, key.territory):
            raise _forbidden(
                _("La personne au nom de qui agit cette clé n’a pas le droit demandé : « %(right)s ».")
                % {"right": self.operation.permission.label}
            )
        if self.operation.takes_file and request.content_type != "multipart/form-data":
            raise Refused(415, _("Envoyez le fichier comme un formulaire, avec Content-Type: multipart/form-data."))
        if self._takes_json and request.content_type != "application/json":
            raise Refused(415, _("Envoyez du JSON, avec Content-Type: application/json."))
        return key


def _holder(request: HttpRequest) -> ApiKey:
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise Refused(
            401,
            _("Donnez la clé d’un territoire dans l’en-tête Authorization : « Bearer commun_… »."),
            headers={"WWW-Authenticate": 'Bearer realm="commun"'},
        )
    try:
        return actions.holder(text.strip())
    except actions.UnknownKey as unknown:
        raise Refused(
            401, unknown.message, headers={"WWW-Authenticate": 'Bearer realm="commun", error="invalid_token"'}
        ) from None


def _forbidden(why: str) -> Refused:
    return Refused(403, why, headers={"WWW-Authenticate": 'Bearer realm="commun", error="insufficient_scope"'})


def _pace(request: HttpRequest, key: ApiKey) -> None:
    count = spent("api-key", str(key.pk), per=_WINDOW, at=time.time())
    pace = Pace(left=max(WRITES_A_MINUTE - count.done, 0), seconds=count.seconds_left)
    request.write_pace = pace  # type: ignore[attr-defined]
    if count.done > WRITES_A_MINUTE:
        raise Refused(
            429,
            _("Une clé écrit au plus %(most)d fois par minute : attendez, ou envoyez plusieurs lignes à la fois.")
            % {"most": WRITES_A_MINUTE},
            headers={"Retry-After": str(pace.seconds)},
        )
