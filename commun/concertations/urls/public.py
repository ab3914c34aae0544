from django.urls import URLPattern, path

from commun.concertations.views import propositions

urlpatterns: list[URLPattern] = [
    path("propositions/", propositions.proposition_list, name="propositions"),
    path("propositions/<str:uid>.json", propositions.proposition_json, name="proposition_json"),
    path("propositions/<str:uid>/", propositions.proposition, name="proposition"),
]
