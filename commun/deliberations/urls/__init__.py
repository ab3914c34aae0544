"""Addresses of council decisions. Those with a fixed word come before `deliberations/<uid>/`."""

from django.urls import URLPattern

from commun.deliberations.urls import pages

app_name = "deliberations"

urlpatterns: list[URLPattern] = [*pages.urlpatterns]
