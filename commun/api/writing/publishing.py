"""The operations that write, as the API describes and serves them."""

import json
from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Body, Field, File, Form, NinjaAPI, Query, Schema, UploadedFile
from ninja.parser import Parser

from commun.api.problems import Refused, refusals
from commun.api.writing.guard import TerritoryKey
from commun.api.writing.operation import Operation, Written
from commun.api.writing.operations import OPERATIONS
from commun.api.writing.running import perform
from commun.opendata import endings, presenters

_TAKEN = (
    "10 Mo au plus : pdf, docx, odt, xlsx, ods, pptx, odp, csv, txt, png, jpg, webp ; ni macro, ni mot de passe. Sa "
    "nature se lit dans ce qu’il contient, jamais dans ce qui en est dit. Aucun antivirus ne le lit : il n’est jamais "
    "exécuté ni affiché ici, et se télécharge toujours."
)
_REFUSALS = (400, 401, 403, 404, 409, 413, 415, 422, 429, 503, 507)


class Options(Schema):
    dry_run: Literal["true", "false"] = Field(
        "false", description="« true » : tout est vérifié et calculé, rien n’est gardé, aucun courriel ne part."
    )


class StrictParser(Parser):
    """JSON as RFC 8259 says it: no NaN, nothing nested without end."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            return json.loads(request.body, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise Refused(400, _("Le corps de la demande n’est pas du JSON.")) from None


def _no_number(name: str) -> float:
    raise ValueError(name)


def publish(api: NinjaAPI) -> None:
    for operation in OPERATIONS:
        refused = {*_REFUSALS, *((412, 428) if operation.version is not None else ())}
        if operation.given is None:
            refused -= {415}
        successes = {200, operation.success}
        api.default_router.add_api_operation(
            operation.path,
            [operation.method],
            _view(operation),
            auth=TerritoryKey(operation),
            response=dict.fromkeys(sorted(successes), Written),
            operation_id=operation.name,
            summary=operation.summary,
            description=_description(operation),
            tags=[operation.path.split("/")[1]],
            url_name=operation.name,
            deprecated=operation.deprecated is not None or None,
            openapi_extra={"parameters": list(_headers(operation)), "responses": refusals(*refused)},
        )


def _description(operation: Operation[Any]) -> str:
    rule = f"Portée : `{operation.scope.value}`. Droit : « {operation.permission.label} »."
    said = " ".join(filter(None, (presenters.going(operation.deprecated), operation.description)))
    return f"{said}\n\n{rule}".strip()


def _headers(operation: Operation[Any]) -> list[dict[str, Any]]:
    found = [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
            "description": "Un nom à vous pour cette demande : renvoyée sous ce nom, elle n’est pas refaite, et reçoit "
            "la même réponse pendant un jour.",
        }
    ]
    if operation.version is not None:
        found.append(
            {
                "in": "header",
                "name": "If-Match",
                "required": True,
                "schema": {"type": "string", "pattern": '^(\\*|"[!#-~]{1,200}")$'},
                "description": "La version que vous avez lue, entre guillemets ; « * » remplace sans avoir lu.",
            }
        )
    return found


def _view(operation: Operation[Any]) -> Callable[..., HttpResponse]:
    """A function whose parameters ninja reads: with an identifier or not, with a body or not."""
    schema: Any = operation.given
    if operation.takes_file:

        def with_file(
            request: HttpRequest,
            identifiant: str,
            given: Annotated[schema, Form()],
            fichier: Annotated[UploadedFile, File(description=_TAKEN)],
            asked: Annotated[Options, Query()],
        ) -> HttpResponse:
            known = {*schema.model_fields, "fichier"}
            if strange := [name for name in (*request.POST, *request.FILES) if name not in known]:
                raise Refused(422, _("Un champ n’est pas connu ici."), faults=[(strange[0][:60], ", ".join(known))])
            if len(request.FILES.getlist("fichier")) > 1:
                raise Refused(422, _("Un fichier à la fois."), faults=[("fichier", _("Un fichier à la fois."))])
            return _done(request, operation, identifiant, given, asked, file=fichier)

        return with_file
    if operation.takes_identifier and schema is None:

        def one(request: HttpRequest, identifiant: str, asked: Annotated[Options, Query()]) -> HttpResponse:
            return _done(request, operation, identifiant, None, asked)

        return one
    if operation.takes_identifier:

        def one_with(
            request: HttpRequest, identifiant: str, given: Annotated[schema, Body()], asked: Annotated[Options, Query()]
        ) -> HttpResponse:
            return _done(request, operation, identifiant, given, asked)

        return one_with

    def new(request: HttpRequest, given: Annotated[schema, Body()], asked: Annotated[Options, Query()]) -> HttpResponse:
        return _done(request, operation, "", given, asked)

    return new


def _done(
    request: HttpRequest,
    operation: Operation[Any],
    identifier: str,
    given: Any,
    asked: Options,
    *,
    file: UploadedFile | None = None,
) -> HttpResponse:
    if strange := [name for name in request.GET if name not in Options.model_fields]:
        raise Refused(422, _("Un paramètre n’est pas connu ici."), faults=[(strange[0][:60], "dry_run")])
    is_trial = asked.dry_run == "true"
    done = perform(request, operation, identifier=identifier, given=given, is_trial=is_trial, file=file)
    for name, value in endings.headers_of([operation.deprecated] if operation.deprecated else []).items():
        done.headers[name] = value
    return done
