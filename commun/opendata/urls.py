"""Addresses of the open data; those of the files never change."""

from django.urls import URLPattern, URLResolver, path

from commun.opendata.views.catalogue import catalogue
from commun.opendata.views.dataset import dataset
from commun.opendata.views.dcat import catalogue_for_machines
from commun.opendata.views.download import dataset_csv, dataset_json, dataset_parquet, dataset_xlsx
from commun.opendata.views.schema import dataset_schema

app_name = "opendata"
urlpatterns: list[URLPattern | URLResolver] = [
    path("donnees/", catalogue, name="catalogue"),
    *(
        path(f"donnees/catalogue.{suffix}", catalogue_for_machines, {"suffix": suffix}, name=f"catalogue_{suffix}")
        for suffix in ("ttl", "jsonld", "rdf")
    ),
    path("donnees/<slug:slug>/", dataset, name="dataset"),
    path("donnees/<slug:slug>.csv", dataset_csv, name="dataset_csv"),
    path("donnees/<slug:slug>.json", dataset_json, name="dataset_json"),
    path("donnees/<slug:slug>.xlsx", dataset_xlsx, name="dataset_xlsx"),
    path("donnees/<slug:slug>.parquet", dataset_parquet, name="dataset_parquet"),
    path("donnees/<slug:slug>/schema.json", dataset_schema, name="dataset_schema"),
]
