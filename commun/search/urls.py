from django.urls import URLPattern, URLResolver, path

from commun.search.views import files
from commun.search.views.results import results
from commun.search.views.suggestions import suggestions

app_name = "search"

urlpatterns: list[URLPattern | URLResolver] = [
    path("recherche/", results, name="results"),
    path("recherche/suggestions", suggestions, name="suggestions"),
    path("recherche/flux.atom", files.feed, name="feed"),
    path("recherche/resultats.csv", files.file, name="file"),
    path("recherche/opensearch.xml", files.description, name="description"),
]
