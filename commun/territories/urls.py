from django.urls import URLPattern, URLResolver, path

from commun.territories.views.detail import territory_detail
from commun.territories.views.list import territory_list
from commun.territories.views.map_table import map_table
from commun.territories.views.suggestions import suggestions

app_name = "territories"

urlpatterns: list[URLPattern | URLResolver] = [
    path("territoires/", territory_list, name="list"),
    path("territoires/suggestions", suggestions, name="suggestions"),
    path("territoires/tableau/", map_table, name="map_table"),
    path("territoires/<slug:slug>/", territory_detail, name="detail"),
]
