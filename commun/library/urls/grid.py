"""Evaluations: the grid and its versions, what was answered, two side by side; and the desk where they are made.

Words before slugs: these addresses stand before those of the sheets.
"""

from django.urls import path

from commun.library.views import evaluate, evaluation, evaluation_comparison, grid, grid_draft

_SHEET = "espace/bibliotheque/<slug:slug>/evaluations"
_GRID = "espace/reseau/grille"

urlpatterns = [
    path("bibliotheque/evaluations/", evaluation.evaluation_list, name="evaluations"),
    path("bibliotheque/evaluations/comparer/", evaluation_comparison.compare, name="evaluations_compare"),
    path("bibliotheque/evaluations/grille/", grid.current, name="grid"),
    path("bibliotheque/evaluations/grille/<int:number>/", grid.version, name="grid_version"),
    path("bibliotheque/evaluations/grille/<int:old>/<int:new>/", grid.compare, name="grid_compare"),
    path("bibliotheque/<slug:slug>/evaluations/<int:number>/", evaluation.detail, name="evaluation"),
    path(f"{_SHEET}/", evaluate.evaluation_list, name="evaluate"),
    path(f"{_SHEET}/<int:number>/", evaluate.overview, name="evaluate_one"),
    path(f"{_SHEET}/<int:number>/cadre/", evaluate.frame, name="evaluate_frame"),
    path(f"{_SHEET}/<int:number>/publier/", evaluate.publish, name="evaluate_publish"),
    path(f"{_SHEET}/<int:number>/abandonner/", evaluate.discard, name="evaluate_discard"),
    path(f"{_SHEET}/<int:number>/axes/<slug:axis>/", evaluate.answers, name="evaluate_axis"),
    path(f"{_GRID}/", grid_draft.desk, name="grid_desk"),
    path(f"{_GRID}/comptes-rendus/ajouter/", grid_draft.account_new, name="axes_account_new"),
    path(f"{_GRID}/<int:number>/publier/", grid_draft.publish, name="grid_publish"),
    path(f"{_GRID}/<int:number>/abandonner/", grid_draft.discard, name="grid_discard"),
    path(f"{_GRID}/<int:number>/cadre/", grid_draft.frame, name="grid_frame"),
    path(f"{_GRID}/<int:number>/axes/<slug:axis>/ajouter/", grid_draft.item_new, name="grid_item_new"),
    path(f"{_GRID}/<int:number>/questions/<slug:code>/", grid_draft.item_edit, name="grid_item"),
    path(f"{_GRID}/<int:number>/questions/<slug:code>/retirer/", grid_draft.item_remove, name="grid_item_remove"),
]
