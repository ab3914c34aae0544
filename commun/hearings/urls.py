"""Addresses of hearings, of the council and of its opinions."""

from django.urls import URLPattern, path

from commun.hearings import feeds
from commun.hearings.views import desk, public

app_name = "hearings"

_DESK = "espace/auditions/"
_OPINIONS = "espace/avis-scientifiques/"

urlpatterns: list[URLPattern] = [
    path("flux/auditions.atom", feeds.hearings_feed, name="feed"),
    path("auditions/", public.hearing_list, name="list"),
    path("auditions/<slug:slug>/", public.hearing, name="hearing"),
    path("auditions/<slug:slug>/document/", public.hearing_file, name="file"),
    path("auditions/<slug:slug>/versions/", public.versions, name="versions"),
    path("auditions/<slug:slug>/versions/<int:number>/", public.version, name="version"),
    path("conseil-scientifique/", public.council, name="council"),
    path("conseil-scientifique/avis/<slug:uid>/", public.opinion, name="opinion"),
    path("conseil-scientifique/avis/<slug:uid>/versions/", public.opinion_versions, name="opinion_versions"),
    path("conseil-scientifique/avis/<slug:uid>/versions/<int:number>/", public.opinion_version, name="opinion_version"),
    path(_DESK, desk.desk, name="desk"),
    path(f"{_DESK}nouvelle/", desk.new, name="new"),
    path(f"{_DESK}conseil/nouveau/", desk.member_new, name="member_new"),
    path(f"{_DESK}conseil/<int:pk>/", desk.member_edit, name="member_edit"),
    path(f"{_DESK}conseil/<int:pk>/oublier/", desk.member_forget, name="member_forget"),
    path(f"{_DESK}fiche/<slug:slug>/", desk.edit, name="edit"),
    path(f"{_DESK}fiche/<slug:slug>/fichier/", desk.attach, name="attach"),
    path(f"{_DESK}fiche/<slug:slug>/publier/", desk.publish, name="publish"),
    path(f"{_DESK}fiche/<slug:slug>/depublier/", desk.take_off, name="take_off"),
    path(f"{_DESK}fiche/<slug:slug>/effacer-le-nom/", desk.withdraw, name="withdraw"),
    path(_OPINIONS, desk.own_opinions, name="own_opinions"),
    path(f"{_OPINIONS}nouveau/", desk.opinion_new, name="opinion_new"),
    path(f"{_OPINIONS}<slug:uid>/", desk.opinion_edit, name="opinion_edit"),
    path(f"{_OPINIONS}<slug:uid>/publier/", desk.opinion_publish, name="opinion_publish"),
    path(f"{_OPINIONS}<slug:uid>/depublier/", desk.opinion_take_off, name="opinion_take_off"),
    path(f"{_OPINIONS}<slug:uid>/repondre/", desk.answer_finding, name="answer_finding"),
    path(f"{_OPINIONS}<slug:uid>/repondre-pour-la-fiche/", desk.answer_sheet, name="answer_sheet"),
]
