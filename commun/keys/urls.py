"""Addresses of the keys."""

from django.urls import URLPattern, path

from commun.keys.views import keys

app_name = "keys"

urlpatterns: list[URLPattern] = [
    path("espace/territoires/<slug:slug>/cles/", keys.keys, name="list"),
    path("espace/territoires/<slug:slug>/cles/<int:pk>/revoquer/", keys.revoke, name="revoke"),
]
