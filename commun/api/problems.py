"""One shape for every refusal: RFC 9457, `application/problem+json`."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema
from ninja.schema import NinjaGenerateJsonSchema

CONTENT_TYPE = "application/problem+json"

_WHY: Mapping[str, Promise] = {
    "missing": _("Il manque."),
    "extra_forbidden": _("Ce nom n’est pas connu ici."),
    "int_parsing": _("Un nombre entier est attendu."),
    "int_from_float": _("Un nombre entier est attendu."),
    "int_parsing_size": _("Ce nombre est trop grand."),
    "float_parsing": _("Un nombre est attendu."),
    "string_type": _("Un texte est attendu."),
    "bool_parsing": _("« true » ou « false » est attendu."),
    "literal_error": _("Valeurs possibles : %(expected)s."),
    "greater_than_equal": _("Au moins %(ge)s."),
    "less_than_equal": _("Au plus %(le)s."),
    "string_too_long": _("Au plus %(max_length)s signes."),
    "string_too_short": _("Au moins %(min_length)s signes."),
    "date_parsing": _("Une date est attendue, écrite 2026-03-11."),
    "date_from_datetime_parsing": _("Une date est attendue, écrite 2026-03-11."),
    "date_from_datetime_inexact": _("Une date est attendue, sans heure, écrite 2026-03-11."),
    "int_type": _("Un nombre entier est attendu."),
    "float_type": _("Un nombre est attendu."),
    "bool_type": _("« true » ou « false » est attendu."),
    "finite_number": _("Un nombre est attendu."),
    "string_pattern_mismatch": _("La forme attendue est « %(pattern)s »."),
    "value_error": _("Une date est attendue, écrite 2026-03-11."),
    "date_type": _("Une date est attendue, écrite 2026-03-11."),
    "too_long": _("Au plus %(max_length)s lignes."),
    "too_short": _("Au moins %(min_length)s ligne."),
    "list_type": _("Une liste est attendue."),
    "dict_type": _("Un objet est attendu."),
    "model_attributes_type": _("Un objet est attendu."),
}
"""By the kind of fault that pydantic tells (docs.pydantic.dev, « Validation Errors »)."""

_KINDS: Mapping[int, tuple[Promise, Promise]] = {
    400: (_("La demande n’a pas été comprise"), _("L’adresse ou l’envoi est abîmé : vérifiez-en l’écriture.")),
    401: (_("Une clé est nécessaire"), _("Lire n’en demande aucune ; écrire demande la clé d’un territoire.")),
    403: (_("Ce n’est pas permis à cette clé"), _("Demandez à la personne référente une clé qui a ce droit.")),
    404: (
        _("Rien à cette adresse"),
        _("L’identifiant est inexact, ou la ligne n’est pas publique, ou ne l’est plus. Ne la gardez pas."),
    ),
    405: (_("Méthode refusée"), _("L’en-tête Allow dit ce que cette adresse accepte.")),
    409: (_("En conflit avec ce qui existe"), _("Relisez l’état actuel, puis recommencez à partir de lui.")),
    412: (
        _("Quelqu’un l’a modifié entre-temps"),
        _("« version » dit laquelle est en place : relisez-la, puis renvoyez-la dans If-Match."),
    ),
    413: (_("Trop long"), _("Envoyez en plusieurs fois.")),
    415: (_("Contenu refusé"), _("Envoyez du JSON, avec Content-Type: application/json.")),
    422: (_("Des valeurs ne conviennent pas"), _("« fautes » nomme chacune et dit ce qui est attendu.")),
    428: (
        _("Dites quelle version vous modifiez"),
        _("Renvoyez dans If-Match la version que donnait la dernière écriture ; « * » remplace sans avoir lu."),
    ),
    429: (
        _("Trop de demandes"),
        _("Attendez le temps que dit Retry-After, ou prenez les fichiers entiers de /donnees/."),
    ),
    500: (_("Une erreur de notre côté"), _("Elle est consignée. Réessayez dans quelques minutes.")),
    503: (_("Indisponible pour un moment"), _("Réessayez après le temps que dit Retry-After.")),
    507: (
        _("Plus de place de notre côté"),
        _("Le disque du site est plein : rien n’a été gardé. Prévenez qui tient le site, puis recommencez."),
    ),
}
"""What each status means here, and what whoever meets it can do."""


def kinds() -> list[tuple[int, str, str]]:
    """Status, title and remedy of each kind of refusal."""
    return [(status, str(title), str(remedy)) for status, (title, remedy) in _KINDS.items()]


class Fault(Schema):
    """One value that does not suit: where it stands, and why."""

    ou: str = Field(..., description="Le paramètre ou le champ, par son nom ; un champ dans un autre : « a.b ».")
    pourquoi: str = Field(..., description="Ce qui ne va pas, et comment y remédier.")


class Problem(Schema):
    """RFC 9457. `type` is an address of this site that explains the kind of refusal."""

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    fautes: list[Fault] = Field(default_factory=list)
    version: str | None = Field(None, description="Avec 412 : la version en place.")


def refusals(*statuses: int) -> dict[int, dict[str, Any]]:
    """These refusals as an operation's description tells them (`openapi_extra["responses"]`).

    All point at the one Problem: given as answers of the operation, each would be a class of its own, made at start
    and described anew, fourteen hundred times.
    """
    content = {CONTENT_TYPE: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in sorted(statuses)}


def described() -> dict[str, Any]:
    """The parts of a description that `refusals` points at, by name."""
    whole = Problem.model_json_schema(
        ref_template="#/components/schemas/{model}", schema_generator=NinjaGenerateJsonSchema, mode="serialization"
    )
    parts: dict[str, Any] = whole.pop("$defs", {})
    return parts | {Problem.__name__: whole}


class Refused(Exception):
    """The answer is a problem: raised anywhere below a view of the API."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        faults: list[tuple[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail)
        self.status, self.detail, self.extra = status, detail, extra or {}
        self.faults, self.headers = faults or [], headers or {}


def response(request: HttpRequest, refused: Refused) -> HttpResponse:
    """`instance` is the path alone: what was typed after it may hold anything."""
    status = HTTPStatus(refused.status)
    content: dict[str, Any] = {
        "type": f"/api/erreurs/#{status.value}",
        "title": str(_KINDS[refused.status][0]) if refused.status in _KINDS else status.phrase,
        "status": status.value,
        "detail": refused.detail,
        "instance": request.path,
        "fautes": [{"ou": where, "pourquoi": why} for where, why in refused.faults],
        **refused.extra,
    }
    body = json.dumps(content, ensure_ascii=False)
    return HttpResponse(body, status=status.value, content_type=CONTENT_TYPE, headers=dict(refused.headers))


def faults_of(errors: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Where each value that does not suit stands, and why, from what pydantic says."""
    return [(_where(one["loc"]), _why(one)) for one in errors]


def _where(location: Iterable[Any]) -> str:
    """Without the name of the argument of ours that gathers the parameters."""
    return ".".join(str(part) for part in list(location)[1:] if part not in ("asked", "given"))


def _why(error: Mapping[str, Any]) -> str:
    known = _WHY.get(str(error["type"]))
    return str(known) % error.get("ctx", {}) if known is not None else str(error["msg"])
