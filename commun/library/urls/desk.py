"""The workspace of the library: a territory's own sheets."""

from django.urls import path

from commun.library.views import desk, workspace

_SHEET = "espace/bibliotheque/<slug:slug>"

urlpatterns = [
    path("espace/territoires/<slug:slug>/bibliotheque/", desk.sheet_list, name="desk"),
    path("espace/territoires/<slug:slug>/bibliotheque/decrire/", desk.sheet_new, name="sheet_new"),
    path(f"{_SHEET}/", workspace.overview, name="workspace"),
    path(f"{_SHEET}/sections/<slug:section>/", workspace.section_edit, name="workspace_section"),
    path(f"{_SHEET}/sections/<slug:section>/ouvrir/", workspace.section_open, name="workspace_section_open"),
]
