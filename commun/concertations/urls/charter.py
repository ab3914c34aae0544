from django.urls import URLPattern, path

from commun.concertations.views import charter, pledge

urlpatterns: list[URLPattern] = [
    path("charte/", charter.charter_current, name="charter"),
    path("charte/<str:number>/", charter.charter_version, name="charter_version"),
    path("charte/<str:old>/<str:new>/", charter.charter_compare, name="charter_compare"),
    path("espace/reseau/charte/", charter.charter_new, name="charter_new"),
    path("espace/reseau/charte/engagements/", charter.network_commitments, name="network_commitments"),
    path("espace/territoires/<slug:slug>/charte/", pledge.pledge_sign, name="pledge_sign"),
    path(
        "espace/territoires/<slug:slug>/charte/<slug:concertation>/avancer/",
        pledge.pledge_move_on,
        name="pledge_move_on",
    ),
    path("espace/territoires/<slug:slug>/charte/engagements/", pledge.pledge_commitments, name="pledge_commitments"),
    path("espace/territoires/<slug:slug>/charte/retrait/", pledge.pledge_withdraw, name="pledge_withdraw"),
    path("espace/reseau/territoires/<slug:slug>/annonce/", pledge.pledge_announce, name="pledge_announce"),
]
