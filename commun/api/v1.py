"""Version 1 of the API: its operations, one for each dataset, and what its description says.

Nothing is validated on the way out: rows come from the same declaration as the description, and a test holds the one
against the other.
"""

from collections.abc import Callable
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from commun.api import collections, reading, searching
from commun.api.problems import Refused, described, faults_of, refusals, response
from commun.api.writing import publishing
from commun.opendata import presenters
from commun.opendata.registry import datasets
from commun.opendata.schema import LICENCE

_REFUSALS = {"responses": refusals(400, 404, 422, 429)}


class Api(NinjaAPI):
    def __init__(self, **asked: Any) -> None:
        super().__init__(**asked)
        self._described: OpenAPISchema | None = None

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        """What the API is, written once for a process: it depends on no data.

        A parameter that is not given is absent, never null.
        """
        if self._described is None:
            self._described = self._describe(**asked)
        return self._described

    def _describe(self, **asked: Any) -> OpenAPISchema:
        whole = super().get_openapi_schema(**asked)
        whole["components"]["schemas"] |= described()
        for operations in whole["paths"].values():
            for operation in operations.values():
                for parameter in operation.get("parameters", ()):
                    parameter["schema"] = _without_null(parameter["schema"])
        return whole


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in schema.items() if name not in ("anyOf", "description", "title")}
    given = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return kept | given[0] if given else kept


api = Api(
    title="Commun",
    version="1.3.0",
    description=(
        "Tout ce que ce site publie, en lecture libre et sans clé : les mêmes lignes que les fichiers de /donnees/. "
        "Les noms des champs sont figés. Par ses « chemins », une ligne mène à celles qu’elle nomme et qui la nomment. "
        "Écrire demande la clé d’un territoire, et passe par les mêmes règles que son espace de travail."
    ),
    parser=publishing.StrictParser(),
    urls_namespace="api_v1",
    docs_url=None,
    openapi_extra={
        "info": {
            "license": {"name": LICENCE["title"], "url": LICENCE["path"]},
            "termsOfService": f"{settings.SITE_URL}/mentions-legales/",
        },
        "externalDocs": {"description": "Prendre en main l’API", "url": f"{settings.SITE_URL}/api/"},
    },
    servers=[{"url": settings.SITE_URL}],
)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return response(request, refused)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _fault: Http404) -> HttpResponse:
    return response(request, Refused(404))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return response(request, Refused(fault.status_code, str(fault)))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    return response(request, Refused(422, _("Des valeurs ne conviennent pas."), faults=faults_of(fault.errors)))


class Collection(Schema):
    """One of the collections."""

    jeu: str
    titre: str
    description: str
    adresse: str
    page: str
    schema_de_table: str


class Index(Schema):
    version: str
    description: str
    documentation: str
    openapi: str
    licence: collections.Licence
    collections: list[Collection]


@api.get(
    "/",
    response={200: Index},
    openapi_extra={"responses": refusals(400, 429)},
    summary="Ce que l’API donne",
    operation_id="index",
    tags=["accueil"],
)
def index(request: HttpRequest) -> HttpResponse:
    site = settings.SITE_URL
    content = {
        "version": api.version,
        "description": api.description,
        "documentation": f"{site}/api/",
        "openapi": f"{site}{collections.ROOT}/openapi.json",
        "licence": LICENCE,
        "collections": [
            {
                "jeu": dataset.slug,
                "titre": str(dataset.title),
                "description": str(dataset.description),
                "adresse": collections.address(dataset),
                "page": f"{site}/donnees/{dataset.slug}/",
                "schema_de_table": f"{site}/donnees/{dataset.slug}/schema.json",
            }
            for dataset in datasets().values()
        ],
    }
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False})


@api.get(
    f"/{searching.NAME}",
    response={200: searching.Results},
    openapi_extra={"responses": refusals(400, 422, 429)},
    summary="Chercher dans tout ce qui est public",
    operation_id="rechercher",
    tags=["accueil"],
)
def search(request: HttpRequest, asked: Annotated[searching.Question, Query()]) -> HttpResponse:
    return searching.answer(request, asked)


def _list_operation(slug: str) -> Callable[..., HttpResponse]:
    asked_schema: Any = collections.asked_schema(slug)

    def operation(request: HttpRequest, asked: Annotated[asked_schema, Query()]) -> HttpResponse:
        known = asked_schema.model_fields
        if strange := [name for name in request.GET if name not in known]:
            raise Refused(
                422,
                _("Un paramètre n’est pas de cette collection."),
                faults=[
                    (name[:60], _("Paramètres connus : %(names)s.") % {"names": ", ".join(known)})
                    for name in strange[:5]
                ],
            )
        return reading.page(slug, asked)

    return operation


def _one_operation(slug: str) -> Callable[..., HttpResponse]:
    def operation(request: HttpRequest, identifiant: str) -> HttpResponse:
        if request.GET:
            raise Refused(422, _("Cette adresse ne prend pas de paramètre."))
        return reading.one(slug, identifiant)

    return operation


for _dataset in datasets().values():
    _name = _dataset.slug.replace("-", "_")
    api.default_router.add_api_operation(
        f"/{_dataset.slug}",
        ["GET"],
        _list_operation(_dataset.slug),
        response={200: collections.page_schema(_dataset.slug)},
        openapi_extra=_REFUSALS,
        operation_id=f"lister_{_name}",
        summary=f"{_dataset.title} : la liste",
        description=" ".join(filter(None, (presenters.going(_dataset.deprecated), str(_dataset.description)))),
        deprecated=_dataset.deprecated is not None or None,
        tags=[_dataset.slug],
        url_name=f"{_dataset.slug}-list",
    )
    api.default_router.add_api_operation(
        f"/{_dataset.slug}/{{identifiant}}",
        ["GET"],
        _one_operation(_dataset.slug),
        response={200: collections.one_schema(_dataset.slug)},
        openapi_extra=_REFUSALS,
        operation_id=f"lire_{_name}",
        summary=f"{_dataset.title} : une ligne",
        description=f"Une ligne est {_dataset.row}.",
        deprecated=_dataset.deprecated is not None or None,
        tags=[_dataset.slug],
        url_name=f"{_dataset.slug}-one",
    )

publishing.publish(api)
