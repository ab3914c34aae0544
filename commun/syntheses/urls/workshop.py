"""The workshop of coordinators: corpora, groups, gestures, runs."""

from django.urls import path

from commun.syntheses.views import corpora, gestures, runs, workshop

_CORPUS = "espace/syntheses/corpus/<slug:uid>"

urlpatterns = [
    path("espace/syntheses/", corpora.corpus_list, name="workshop"),
    path("espace/syntheses/nouveau-corpus/", corpora.corpus_new, name="corpus_new"),
    path(f"{_CORPUS}/", workshop.overview, name="corpus"),
    path(f"{_CORPUS}/clore/", corpora.corpus_close, name="corpus_close"),
    path(f"{_CORPUS}/groupes/<int:number>/", workshop.group, name="group"),
    path(f"{_CORPUS}/remontees/<slug:place>/", workshop.place, name="place"),
    path(f"{_CORPUS}/agir/", gestures.act, name="act"),
    path(f"{_CORPUS}/gestes/", gestures.history, name="moves"),
    path(f"{_CORPUS}/gestes/<int:number>/defaire/", gestures.undo, name="move_undo"),
    path(f"{_CORPUS}/gestes/depuis/<int:number>/", gestures.since, name="moves_since"),
    path(f"{_CORPUS}/calculs/", runs.run_list, name="runs"),
    path(f"{_CORPUS}/calculs/<int:number>/", runs.run, name="run"),
    path(f"{_CORPUS}/calculs/<int:number>/refaire/", runs.again, name="run_again"),
    path(f"{_CORPUS}/calculs/<int:number>/couper/", runs.cut, name="run_cut"),
    path(f"{_CORPUS}/calculs/<int:number>/adopter/", runs.adopt, name="run_adopt"),
]
