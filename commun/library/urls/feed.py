"""Imports, files received, reports to owners, and the network's own files."""

from django.urls import path

from commun.library.views import feed_versions, import_report, import_table, network_file

_NETWORK = "espace/reseau/bibliotheque"
_TERRITORY = "espace/territoires/<slug:slug>/bibliotheque"

urlpatterns = [
    path("donnees/bibliotheque-reseau.csv", network_file.public_file, name="network_file"),
    path("donnees/bibliotheque-reseau-38-champs.csv", network_file.schema_file, name="network_schema_file"),
    path("donnees/bibliotheque-reseau-38-champs.json", network_file.schema_json, name="network_schema_json"),
    path("donnees/bibliotheque-reseau-corrections.csv", network_file.corrections_file, name="network_corrections"),
    path(f"{_NETWORK}/import/", import_table.network_start, name="import"),
    path(f"{_NETWORK}/import/<str:token>/colonnes/", import_table.network_columns, name="import_columns"),
    path(f"{_NETWORK}/import/<str:token>/", import_table.network_preview, name="import_preview"),
    path(f"{_NETWORK}/constats/", import_report.network_report, name="import_report"),
    path(f"{_NETWORK}/constats/<slug:slug>/", import_report.network_owner, name="import_owner"),
    path(f"{_NETWORK}/versions/", feed_versions.feed_versions, name="feed_versions"),
    path(f"{_NETWORK}/versions/<int:pk>/examiner/", feed_versions.feed_version_review, name="feed_version_review"),
    path(f"{_NETWORK}/versions/<int:pk>/fichier/", feed_versions.feed_version_file, name="feed_version_file"),
    path(f"{_TERRITORY}/import/", import_table.territory_start, name="territory_import"),
    path(f"{_TERRITORY}/import/<str:token>/colonnes/", import_table.territory_columns, name="territory_import_columns"),
    path(f"{_TERRITORY}/import/<str:token>/", import_table.territory_preview, name="territory_import_preview"),
    path(f"{_TERRITORY}/constats/", import_report.territory_report, name="territory_import_report"),
    path(f"{_TERRITORY}/constats/<int:pk>/", import_report.territory_settle, name="territory_import_settle"),
]
