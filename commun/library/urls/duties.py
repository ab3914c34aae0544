"""What the law asks, made from the sheets: inventory, law as data."""

from django.urls import path

from commun.library.views import inventory, law

urlpatterns = [
    path("bibliotheque/droit/", law.law_page, name="law"),
    path("bibliotheque/inventaire/schema.json", inventory.schema, name="inventory_schema"),
    path("territoires/<slug:slug>/algorithmes/", inventory.page, name="inventory"),
    path("territoires/<slug:slug>/algorithmes.csv", inventory.as_csv, name="inventory_csv"),
    path("territoires/<slug:slug>/algorithmes.json", inventory.as_json, name="inventory_json"),
]
