"""Addresses of the trades."""

from django.urls import URLPattern, path

from commun.jobs import feeds
from commun.jobs.views import desk, imports, public

app_name = "jobs"

_DESK = "espace/metiers/"
_OWN = "espace/territoires/<slug:slug>/metiers/"

urlpatterns: list[URLPattern] = [
    path("flux/metiers.atom", feeds.trades_feed, name="feed"),
    path("metiers/", public.trade_list, name="list"),
    path("metiers/<slug:slug>/", public.trade, name="trade"),
    path("metiers/<slug:slug>/versions/", public.versions, name="versions"),
    path("metiers/<slug:slug>/versions/<int:number>/", public.version, name="version"),
    path(_OWN, desk.territory_desk, name="territory_desk"),
    path(f"{_OWN}tableau.csv", imports.table, name="table"),
    path(f"{_OWN}importer/", imports.start, name="import"),
    path(f"{_OWN}importer/<str:token>/", imports.preview, name="import_preview"),
    path(_DESK, desk.network_desk, name="desk"),
    path(f"{_DESK}nouveau/", desk.new, name="new"),
    path(f"{_DESK}fiche/<slug:slug>/", desk.edit, name="edit"),
    path(f"{_DESK}usage/<str:uid>/", desk.of_use, name="of_use"),
    path(f"{_DESK}remontee/<str:uid>/", desk.of_takeaway, name="of_takeaway"),
    path(f"{_DESK}rattachement/<int:pk>/retirer/", desk.detach, name="detach"),
]
