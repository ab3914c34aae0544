"""Addresses of the open data; those of the files never change."""

import datetime

from django.urls import URLPattern, URLResolver, path, register_converter

from commun.opendata.views.archives import (
    archive_day,
    archive_file,
    archive_index,
    archive_list,
    archive_zip,
    dataset_history,
)
from commun.opendata.views.catalogue import catalogue
from commun.opendata.views.dataset import dataset
from commun.opendata.views.dcat import catalogue_for_machines
from commun.opendata.views.download import dataset_csv, dataset_json, dataset_parquet, dataset_xlsx
from commun.opendata.views.schema import dataset_schema


class DayConverter:
    """An ISO date."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> datetime.date:
        return datetime.date.fromisoformat(value)

    def to_url(self, value: datetime.date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "opendata"
urlpatterns: list[URLPattern | URLResolver] = [
    path("donnees/", catalogue, name="catalogue"),
    *(
        path(f"donnees/catalogue.{suffix}", catalogue_for_machines, {"suffix": suffix}, name=f"catalogue_{suffix}")
        for suffix in ("ttl", "jsonld", "rdf")
    ),
    path("donnees/archives/", archive_list, name="archives"),
    path("donnees/archives/index.json", archive_index, name="archive_index"),
    path("donnees/archives/<day:day>/", archive_day, name="archive_day"),
    path("donnees/archives/<day:day>.zip", archive_zip, name="archive_zip"),
    path("donnees/archives/<day:day>/<path:path>", archive_file, name="archive_file"),
    path("donnees/<slug:slug>/", dataset, name="dataset"),
    path("donnees/<slug:slug>/editions/", dataset_history, name="dataset_history"),
    path("donnees/<slug:slug>.csv", dataset_csv, name="dataset_csv"),
    path("donnees/<slug:slug>.json", dataset_json, name="dataset_json"),
    path("donnees/<slug:slug>.xlsx", dataset_xlsx, name="dataset_xlsx"),
    path("donnees/<slug:slug>.parquet", dataset_parquet, name="dataset_parquet"),
    path("donnees/<slug:slug>/schema.json", dataset_schema, name="dataset_schema"),
]
