"""The workspace of the library: a territory's own sheets."""

from django.urls import path

from commun.library.views import (
    desk,
    release,
    reviews,
    workspace,
    workspace_attachments,
    workspace_corrections,
    workspace_rows,
    workspace_solution,
)

_SHEET = "espace/bibliotheque/<slug:slug>"

urlpatterns = [
    path("espace/relectures/", reviews.queue, name="reviews"),
    path("espace/territoires/<slug:slug>/relectures/<slug:uid>/", reviews.review, name="review"),
    path("espace/territoires/<slug:slug>/bibliotheque/", desk.sheet_list, name="desk"),
    path("espace/territoires/<slug:slug>/bibliotheque/decrire/", desk.sheet_new, name="sheet_new"),
    path(f"{_SHEET}/", workspace.overview, name="workspace"),
    path(f"{_SHEET}/sections/<slug:section>/", workspace.section_edit, name="workspace_section"),
    path(f"{_SHEET}/sections/<slug:section>/ouvrir/", workspace.section_open, name="workspace_section_open"),
    path(f"{_SHEET}/etapes/", workspace_rows.stages, name="workspace_stages"),
    path(f"{_SHEET}/resultats/", workspace_rows.results, name="workspace_results"),
    path(f"{_SHEET}/resultats/<slug:uid>/", workspace_rows.result, name="workspace_result"),
    path(f"{_SHEET}/resultats/<slug:uid>/retirer/", workspace_rows.result_withdraw, name="workspace_result_withdraw"),
    path(f"{_SHEET}/filiation/", workspace_rows.lineage, name="workspace_lineage"),
    path(f"{_SHEET}/filiation/<int:pk>/retirer/", workspace_rows.lineage_remove, name="workspace_lineage_remove"),
    path(f"{_SHEET}/documents/", workspace_attachments.attachments, name="workspace_attachments"),
    path(f"{_SHEET}/documents/<int:pk>/", workspace_attachments.document, name="workspace_document"),
    path(
        f"{_SHEET}/documents/<slug:kind>/<int:pk>/retirer/",
        workspace_attachments.remove,
        name="workspace_attachment_remove",
    ),
    path(f"{_SHEET}/systeme/", workspace_solution.solution, name="workspace_solution"),
    path(f"{_SHEET}/corrections/", workspace_corrections.corrections, name="workspace_corrections"),
    path(f"{_SHEET}/corrections/<int:pk>/", workspace_corrections.settle, name="workspace_correction_settle"),
    path(f"{_SHEET}/demander/", workspace_corrections.ask, name="network_ask"),
    path(f"{_SHEET}/relecture/", reviews.ask, name="workspace_ask_review"),
    path(f"{_SHEET}/apercu/", release.preview, name="workspace_preview"),
    path(f"{_SHEET}/publier/", release.publish, name="workspace_publish"),
    path(f"{_SHEET}/retirer/", release.withdraw, name="workspace_withdraw"),
    path(f"{_SHEET}/exact/", release.confirm, name="workspace_confirm"),
    path(f"{_SHEET}/verification/", release.next_check, name="workspace_next_check"),
]
