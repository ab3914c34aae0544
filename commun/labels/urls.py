"""Addresses of the labels. Those with a fixed word come before `labels/<slug>/`."""

from django.urls import URLPattern, path

from commun.labels import feeds
from commun.labels.views import apply, desk, jury, public

app_name = "labels"

_DESK = "espace/labels/"
_OWN = "espace/candidatures/"
_JURY = "espace/jury/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("flux/labels.atom", feeds.labels_feed, name="feed"),
    path("labels/", public.labels, name="list"),
    path("labels/palmares/<slug:uid>/", public.laureate, name="laureate"),
    path("labels/<slug:slug>/", public.call, name="call"),
    path(_DESK, desk.desk, name="desk"),
    path(f"{_DESK}nouvel-appel/", desk.new, name="new"),
    path(f"{_DESK}candidature/<slug:uid>/", desk.application, name="desk_application"),
    path(f"{_DESK}candidature/<slug:uid>/recevabilite/", desk.admit, name="admit"),
    path(f"{_DESK}candidature/<slug:uid>/decision/", desk.judge, name="judge"),
    path(f"{_DESK}candidature/<slug:uid>/reprendre/", desk.take_up_again, name="take_up_again"),
    path(f"{_DESK}appel/<slug:slug>/", desk.call, name="desk_call"),
    path(f"{_DESK}appel/<slug:slug>/modifier/", desk.edit, name="edit"),
    path(f"{_DESK}appel/<slug:slug>/publier/", desk.publish, name="publish"),
    path(f"{_DESK}appel/<slug:slug>/jury/", desk.name_juror, name="name_juror"),
    path(f"{_DESK}appel/<slug:slug>/palmares/", desk.settle, name="settle"),
    path(f"{_DESK}jury/<int:pk>/retirer/", desk.dismiss, name="dismiss"),
    path(_OWN, apply.own, name="own"),
    path(f"{_OWN}<slug:uid>/", apply.application, name="application"),
    path(f"{_OWN}<slug:uid>/envoyer/", apply.send, name="send"),
    path(f"{_OWN}<slug:uid>/retirer/", apply.withdraw, name="withdraw"),
    path(f"{_OWN}<slug:uid>/montrer/", apply.show, name="show"),
    path(f"{_OWN}appel/<slug:slug>/", apply.new, name="apply"),
    path(_JURY, jury.seat, name="seat"),
    path(f"{_JURY}accepter/", jury.accept, name="accept"),
    path(f"{_JURY}<slug:uid>/", jury.application, name="judged"),
    path(f"{_JURY}<slug:uid>/liens/", jury.declare, name="declare"),
]
