from django.urls import URLPattern, path

from commun.concertations.views import concertations, contact, propositions

urlpatterns: list[URLPattern] = [
    path("concertations/", concertations.concertation_list, name="list"),
    path("concertations/<slug:slug>/", concertations.concertation_detail, name="detail"),
    path("concertations/<slug:slug>/canevas/", concertations.concertation_canevas, name="canevas"),
    path("concertations/<slug:slug>/contact/", contact.contact_concertation, name="contact"),
    path("territoires/<slug:slug>/contact/", contact.contact_territory, name="territory_contact"),
    path("espace/concertations/<slug:slug>/apercu/", concertations.concertation_preview, name="preview"),
    path("propositions/", propositions.proposition_list, name="propositions"),
    path("propositions/<str:uid>.json", propositions.proposition_json, name="proposition_json"),
    path("propositions/<str:uid>/", propositions.proposition, name="proposition"),
]
