"""The workspace of the library: a territory's own sheets."""

from django.urls import path

from commun.library.views import desk, release, reviews, workspace

_SHEET = "espace/bibliotheque/<slug:slug>"

urlpatterns = [
    path("espace/relectures/", reviews.queue, name="reviews"),
    path("espace/territoires/<slug:slug>/relectures/<slug:uid>/", reviews.review, name="review"),
    path("espace/territoires/<slug:slug>/bibliotheque/", desk.sheet_list, name="desk"),
    path("espace/territoires/<slug:slug>/bibliotheque/decrire/", desk.sheet_new, name="sheet_new"),
    path(f"{_SHEET}/", workspace.overview, name="workspace"),
    path(f"{_SHEET}/sections/<slug:section>/", workspace.section_edit, name="workspace_section"),
    path(f"{_SHEET}/sections/<slug:section>/ouvrir/", workspace.section_open, name="workspace_section_open"),
    path(f"{_SHEET}/relecture/", reviews.ask, name="workspace_ask_review"),
    path(f"{_SHEET}/apercu/", release.preview, name="workspace_preview"),
    path(f"{_SHEET}/publier/", release.publish, name="workspace_publish"),
    path(f"{_SHEET}/retirer/", release.withdraw, name="workspace_withdraw"),
    path(f"{_SHEET}/exact/", release.confirm, name="workspace_confirm"),
    path(f"{_SHEET}/verification/", release.next_check, name="workspace_next_check"),
]
