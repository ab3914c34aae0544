from django.urls import URLPattern, path

from commun.concertations.views import network

urlpatterns: list[URLPattern] = [
    path("espace/reseau/", network.network, name="network"),
    path("espace/reseau/territoires.csv", network.network_csv, name="network_csv"),
    path("espace/reseau/territoires/nouveau/", network.territory_new, name="territory_new"),
    path("espace/reseau/territoires/<slug:slug>/message/", network.network_message, name="network_message"),
    path("espace/reseau/territoires/<slug:slug>/corriger/", network.territory_correct, name="territory_correct"),
]
