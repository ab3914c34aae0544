from django.urls import URLPattern, path

from commun.syntheses.views import opinion as views

_DESK = "espace/concertations/<slug:slug>/opinions/"

urlpatterns: list[URLPattern] = [
    path("concertations/<slug:slug>/opinions/<int:number>/", views.opinion_poll, name="opinion_poll"),
    path(_DESK, views.opinion_desk, name="opinion_desk"),
    path(f"{_DESK}apercu/<str:token>/", views.opinion_preview, name="opinion_preview"),
    path(f"{_DESK}<int:number>/", views.opinion_statements, name="opinion_statements"),
    path(f"{_DESK}<int:number>/retirer/", views.opinion_remove, name="opinion_remove"),
    path(f"{_DESK}<int:number>/enonces/<int:pk>/reprendre/", views.opinion_take_up, name="opinion_take_up"),
]
