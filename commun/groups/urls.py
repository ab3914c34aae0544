"""Addresses of groups. Those with a fixed word come before `groupes/<slug>/`."""

from django.urls import URLPattern, path

from commun.groups.views import public

app_name = "groups"

urlpatterns: list[URLPattern] = [
    path("groupes/", public.groups, name="list"),
    path("groupes/<slug:slug>/", public.group, name="detail"),
]
