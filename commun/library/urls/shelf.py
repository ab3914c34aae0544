from django.urls import path

from commun.library.views import compare, need, shelf

urlpatterns = [
    path("bibliotheque/", shelf.sheet_list, name="list"),
    path("bibliotheque/carte/", shelf.sheet_map, name="map"),
    path("bibliotheque/besoin/", need.need, name="need"),
    path("bibliotheque/comparer/", compare.compare, name="compare"),
]
