"""What the network learned. A finding's address takes any word: what is ours comes before."""

from django.urls import URLPattern, path

from commun.syntheses import feeds
from commun.syntheses.views import findings as views

_ONE = "constats/<slug:slug>"

urlpatterns: list[URLPattern] = [
    path("flux/constats.atom", feeds.findings_feed, name="findings_feed"),
    path("constats/", views.finding_list, name="findings"),
    path("constats/syntheses/<slug:slug>/", views.synthesis, name="synthesis"),
    path(f"{_ONE}.json", views.finding_json, name="finding_json"),
    path(f"{_ONE}/preuves/", views.finding_proofs, name="finding_proofs"),
    path(f"{_ONE}/versions/", views.version_list, name="finding_versions"),
    path(f"{_ONE}/versions/<int:number>/", views.version, name="finding_version"),
    path(f"{_ONE}/", views.finding, name="finding"),
]
