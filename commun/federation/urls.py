"""Addresses of what other sites publish, and of what this one gives to whoever harvests it."""

from django.urls import URLPattern, URLResolver, path

from commun.federation.views import desk, manifest, public

app_name = "federation"
_DESK = "espace/reseau/federation/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("federation/", public.sources, name="sources"),
    path("federation/datapackage.json", manifest.manifest, name="manifest"),
    path("federation/datapackage.json.sig", manifest.signature, name="signature"),
    path("federation/lignes/<int:pk>/", public.record, name="record"),
    path("federation/<slug:slug>/", public.source, name="source"),
    path(_DESK, desk.desk, name="desk"),
    path(f"{_DESK}<slug:slug>/", desk.source, name="desk_source"),
    path(f"{_DESK}<slug:slug>/essai/", desk.rehearse, name="rehearse"),
    path(f"{_DESK}<slug:slug>/approuver/", desk.approve, name="approve"),
    path(f"{_DESK}<slug:slug>/accepter/<int:pk>/", desk.accept, name="accept"),
    path(f"{_DESK}<slug:slug>/pause/", desk.pause, name="pause"),
]
