"""How to use the API: in a few words, then collection by collection, each tried from its own page."""

import json
from urllib.parse import urlencode

import pydantic
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import public
from commun.api import collections, reading
from commun.api.changes import CHANGES, CLIENTS
from commun.api.forms import TrialForm
from commun.api.problems import Refused, faults_of, kinds, response
from commun.api.writing.guard import WRITES_A_MINUTE
from commun.api.writing.left_out import LEFT_OUT
from commun.api.writing.operations import OPERATIONS
from commun.keys.enums import Scope
from commun.opendata import endings, presenters
from commun.opendata.registry import datasets
from commun.ui.components.navigation import Crumb
from commun.webhooks.kinds import KINDS


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "datasets": datasets().values(),
        "root": f"{settings.SITE_URL}{collections.ROOT}",
        "reads_a_minute": settings.API_READS_A_MINUTE,
        "most": collections.MOST,
        "usual": collections.USUAL,
    }
    return render(request, "api/home.html", context)


@public
@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a collection: what is typed in its form is asked of the API, and the answer shown."""
    dataset = datasets().get(slug)
    if dataset is None:
        raise Http404(_("L’API n’a pas cette collection."))
    form = TrialForm(slug, request.GET)
    query = urlencode(form.asked(), safe=",:")
    answer = _tried(request, slug, form)
    content = json.loads(answer.content)
    records = content.get("donnees") or [{}]
    context = {
        "dataset": dataset,
        "form": form,
        "address": f"{collections.address(dataset)}?{query}",
        "path": f"{collections.ROOT}/{slug}",
        "one_path": f"{collections.ROOT}/{slug}/{records[0].get('identifiant', '')}" if records[0] else "",
        "status": answer.status_code,
        "media_type": answer.headers["Content-Type"],
        "answer": json.dumps(content, ensure_ascii=False, indent=2),
        "crumbs": [Crumb(_("API"), reverse("api_home")), Crumb(str(dataset.title))],
    }
    return render(request, "api/collection.html", context)


def _tried(request: HttpRequest, slug: str, form: TrialForm) -> HttpResponse:
    """The very answer of the API; a refusal is an answer too."""
    values: dict[str, str | list[str]] = {}
    several = {name for name, one in collections.filters(slug).items() if str(one.annotation).startswith("list")}
    for name, value in form.asked():
        values[name] = [value] if name in several else value
    try:
        return reading.page(slug, collections.asked_schema(slug).model_validate(values))
    except pydantic.ValidationError as fault:
        errors = [{**one, "loc": ("query", *one["loc"])} for one in fault.errors()]
        return response(request, Refused(422, _("Des valeurs ne conviennent pas."), faults=faults_of(errors)))
    except Refused as refused:
        return response(request, refused)


@public
@require_safe
def writing(request: HttpRequest) -> HttpResponse:
    """How to write, with commands that work, then every operation by kind of record."""
    context = {
        "site": settings.SITE_URL,
        "root": f"{settings.SITE_URL}{collections.ROOT}",
        "writes_a_minute": WRITES_A_MINUTE,
        "left_out": LEFT_OUT,
        "groups": [
            (scope, [one for one in OPERATIONS if one.scope == scope])
            for scope in Scope
            if any(one.scope == scope for one in OPERATIONS)
        ],
        "crumbs": [Crumb(_("API"), reverse("api_home")), Crumb(_("Écrire"))],
    }
    return render(request, "api/writing.html", context)


@public
@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    context = {"kinds": KINDS, "crumbs": [Crumb(_("API"), reverse("api_home")), Crumb(_("Recevoir les nouvelles"))]}
    return render(request, "api/webhooks.html", context)


@public
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    context = {
        "changes": CHANGES,
        "going": [(one, presenters.going(one.what)) for one in endings.announced()],
        "going_operations": [
            (one, presenters.going(one.deprecated)) for one in OPERATIONS if one.deprecated is not None
        ],
        "clients": CLIENTS,
        "crumbs": [Crumb(_("API"), reverse("api_home")), Crumb(_("Ce qui change"))],
    }
    return render(request, "api/changes.html", context)


@public
@require_safe
def errors(request: HttpRequest) -> HttpResponse:
    context = {"kinds": kinds(), "crumbs": [Crumb(_("API"), reverse("api_home")), Crumb(_("Refus"))]}
    return render(request, "api/errors.html", context)
