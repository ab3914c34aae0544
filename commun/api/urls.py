"""Addresses of the API: they never change, and a new version would stand beside the old one."""

from django.urls import URLPattern, URLResolver, include, path

from commun.api.opening import opened
from commun.api.v1 import api
from commun.api.views import documentation
from commun.api.views.unknown import unknown


def _opened() -> list[URLPattern]:
    """Those of the operations, in the order in which they were declared."""
    patterns, _app, _namespace = api.urls
    found = []
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)
        if pattern.name == "api-root":  # ninja's own way to its root, which tells nothing
            pattern.callback = opened(unknown)
        else:
            pattern.callback = opened(pattern.callback)
        found.append(pattern)
    return found


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", documentation.home, name="api_home"),
    path("api/ecrire/", documentation.writing, name="api_writing"),
    path("api/envois/", documentation.webhooks, name="api_webhooks"),
    path("api/changements/", documentation.changes, name="api_changes"),
    path("api/erreurs/", documentation.errors, name="api_errors"),
    path("api/v1/docs", documentation.home, name="api_docs"),
    path("api/v1/", include((_opened(), "api_v1"), namespace="api_v1")),
    path("api/v1/<path:rest>", opened(unknown), name="api_unknown"),
    path("api/<slug:slug>/", documentation.collection, name="api_collection"),
]
