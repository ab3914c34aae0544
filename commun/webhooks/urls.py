"""Addresses of what is sent by itself."""

from django.urls import URLPattern, path

from commun.webhooks.views import webhooks

app_name = "webhooks"

urlpatterns: list[URLPattern] = [
    path("espace/territoires/<slug:slug>/envois/", webhooks.webhooks, name="list"),
    path("espace/territoires/<slug:slug>/envois/<int:pk>/", webhooks.one, name="one"),
    path("espace/territoires/<slug:slug>/envois/<int:pk>/agir/", webhooks.act, name="act"),
    path("espace/reseau/envois/", webhooks.network_webhooks, name="network"),
    path("espace/reseau/envois/<int:pk>/", webhooks.network_one, name="network_one"),
    path("espace/reseau/envois/<int:pk>/agir/", webhooks.network_act, name="network_act"),
]
