"""The search of the site as an operation of the API: the same question, answered as data."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Field, Schema

from commun.api.collections import ROOT
from commun.api.numbers import WholeNumber
from commun.api.problems import Refused
from commun.search.asking import LONGEST_TEXT
from commun.search.payload import search_payload
from commun.search.values import DEEPEST, PAGE

NAME = "recherche"


class Question(Schema):
    """What is looked for. A word begun by « - » is excluded; an expression within quotes is looked for as it is."""

    q: str = Field("", max_length=LONGEST_TEXT, description="Les mots, comme à /recherche/.")
    type: list[str] | None = Field(None, description="Nature des résultats : « propositions », « usages »… Répétable.")
    territoire: list[str] | None = Field(None, description="Adresse courte d’un territoire. Répétable.")
    theme: list[str] | None = Field(None, description="Thème du canevas. Répétable.")
    annee: list[str] | None = Field(None, description="Quatre chiffres. Répétable.")
    organisme: list[str] | None = Field(None, description="Délibérations : type de l’organisme. Répétable.")
    departement: list[str] | None = Field(None, description="Délibérations : code du département. Répétable.")
    matiere: list[str] | None = Field(None, description="Délibérations : code de la nomenclature ACTES. Répétable.")
    vote: list[str] | None = Field(None, description="Délibérations : « unanime » ou « partage ». Répétable.")
    dans: str = Field("", description="Un territoire et tout ce qu’il contient.")
    tri: str = Field("", description="« date » pour les plus récents d’abord ; sinon par pertinence.")
    debut: WholeNumber = Field(0, ge=0, le=DEEPEST, description="Résultats à passer.")
    limite: WholeNumber = Field(PAGE, ge=1, le=100, description="Résultats voulus.")


class Value(Schema):
    valeur: str
    nombre: int


class Result(Schema):
    identifiant: str
    nature: str
    titre: str
    url: str
    contexte: str
    date: str | None
    extrait: str


class Results(Schema):
    recherche: str = Field(..., description="Les mots, tels qu’ils ont été compris.")
    total: int = Field(..., description="Nombre exact de résultats.")
    premier: int
    lacunaire: bool = Field(
        ..., description="Vrai quand l’index se refait : la base répond, sans classement ni compte."
    )
    corrections: dict[str, str] = Field(..., description="Chaque mot que rien ne porte, et celui qui a été cherché.")
    facettes: dict[str, list[Value]] = Field(..., description="Combien de résultats pour chaque valeur.")
    suivant: str | None
    resultats: list[Result]


def answer(request: HttpRequest, asked: Question) -> HttpResponse:
    """Never kept: what is public no more is found no more, from the very moment it is withdrawn."""
    if strange := [name for name in request.GET if name not in Question.model_fields]:
        known = ", ".join(Question.model_fields)
        why = _("Paramètres connus : %(names)s.") % {"names": known}
        raise Refused(422, _("Un paramètre n’est pas de la recherche."), faults=[(strange[0][:60], why)])
    content: dict[str, Any] = search_payload(request.GET, start=asked.debut, size=asked.limite)
    for one in content["resultats"]:
        one["url"] = f"{settings.SITE_URL}{one['url']}"
    reached = asked.debut + asked.limite
    content["suivant"] = None
    if reached < min(content["total"], DEEPEST):
        query = request.GET.copy()
        query["debut"] = str(reached)
        content["suivant"] = f"{settings.SITE_URL}{ROOT}/{NAME}?{query.urlencode()}"
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "no-cache"
    return response
