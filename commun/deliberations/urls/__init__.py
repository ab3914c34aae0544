"""Addresses of council decisions. Those with a fixed word come before `deliberations/<uid>/`."""

from django.urls import URLPattern

from commun.deliberations.urls import desk, pages

app_name = "deliberations"

urlpatterns: list[URLPattern] = [*desk.urlpatterns, *pages.urlpatterns]
