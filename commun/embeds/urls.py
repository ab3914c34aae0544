"""Addresses that live in other people's pages: they never change."""

from django.urls import URLPattern, URLResolver, path

from commun.embeds.views.concertation import concertation
from commun.embeds.views.figure import figure
from commun.embeds.views.guide import guide
from commun.embeds.views.oembed import oembed
from commun.embeds.views.uses import uses

app_name = "embeds"
urlpatterns: list[URLPattern | URLResolver] = [
    path("oembed", oembed, name="oembed"),
    path("incorporer/", guide, name="guide"),
    path("incorporer/concertations/<slug:slug>/", concertation, name="concertation"),
    path("incorporer/territoires/<slug:slug>/usages/", uses, name="uses"),
    path("incorporer/chiffres/<slug:key>/", figure, name="figure"),
    path("incorporer/territoires/<slug:slug>/chiffres/<slug:key>/", figure, name="territory_figure"),
]
