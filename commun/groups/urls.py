"""Addresses of groups. Those with a fixed word come before `groupes/<slug>/`."""

from django.urls import URLPattern, path

from commun.groups.views import desk, public, room

app_name = "groups"

_DESK = "espace/groupes/"
_TERRITORY = "espace/territoires/<slug:slug>/groupes/"
_ROOM = "espace/groupes/<slug:slug>/espace/"

urlpatterns: list[URLPattern] = [
    path("groupes/", public.groups, name="list"),
    path("groupes/<slug:slug>/", public.group, name="detail"),
    path("groupes/<slug:slug>/rejoindre/", room.ask, name="ask"),
    path("groupes/invitation/<str:token>/", room.invitation, name="invitation"),
    path(_DESK, desk.desk, name="desk"),
    path(f"{_DESK}nouveau/", desk.new, name="new"),
    path(_TERRITORY, desk.territory_desk, name="territory_desk"),
    path(f"{_TERRITORY}nouveau/", desk.territory_new, name="territory_new"),
    path(f"{_DESK}<slug:slug>/", desk.edit, name="edit"),
    path(f"{_DESK}<slug:slug>/animation/", desk.animator, name="animator"),
    path(f"{_DESK}<slug:slug>/fermer/", desk.close, name="close"),
    path(_ROOM, room.room, name="room"),
    path(f"{_ROOM}discussions/<int:pk>/", room.thread, name="thread"),
    path(f"{_ROOM}messages/<int:pk>/retirer/", room.withdraw, name="withdraw"),
    path(f"{_ROOM}documents/", room.files, name="files"),
    path(f"{_ROOM}documents/<int:pk>/", room.file, name="file"),
    path(f"{_ROOM}documents/<int:pk>/retirer/", room.file_discard, name="file_discard"),
    path(f"{_ROOM}decisions/", room.decisions, name="decisions"),
    path(f"{_ROOM}decisions/<int:pk>/publier/", room.decision_publish, name="decision_publish"),
    path(f"{_ROOM}decisions/<int:pk>/effacer/", room.decision_delete, name="decision_delete"),
    path(f"{_ROOM}membres/", room.people, name="members"),
    path(f"{_ROOM}membres/<int:pk>/role/", room.change_role, name="change_role"),
    path(f"{_ROOM}membres/<int:pk>/retirer/", room.remove, name="remove"),
    path(f"{_ROOM}demandes/<int:pk>/", room.answer, name="answer"),
    path(f"{_ROOM}moi/", room.own, name="own"),
]
