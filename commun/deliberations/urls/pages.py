from django.urls import URLPattern, path

from commun.deliberations.views import body, detail
from commun.deliberations.views.list import decision_list

urlpatterns: list[URLPattern] = [
    path("deliberations/", decision_list, name="list"),
    path("deliberations/organismes/<slug:slug>/", body.body, name="body"),
    path("deliberations/<str:uid>/", detail.decision, name="detail"),
]
