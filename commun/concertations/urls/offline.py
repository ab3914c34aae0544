"""Canevas, takeaways and answers as files. Listed before the pages of the canevas, whose last word is a section."""

from django.urls import URLPattern, path

from commun.concertations.views import answer_file, import_canevas, import_takeaways, offline

_RECORD = "espace/concertations/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path("charte/canevas.<slug:extension>", offline.empty_canevas, name="empty_canevas"),
    path(f"{_RECORD}canevas.<slug:extension>", offline.canevas_file, name="canevas_file"),
    path(f"{_RECORD}canevas/importer/", import_canevas.canevas_import, name="canevas_import"),
    path(f"{_RECORD}canevas/importer/<slug:token>/", import_canevas.canevas_preview, name="canevas_preview"),
    path(f"{_RECORD}reponses.<slug:extension>", answer_file.answers_file, name="answers_file"),
    path(f"{_RECORD}reponses/reprises/", answer_file.answers_drafts, name="answers_drafts"),
    path(f"{_RECORD}reponses/importer/", answer_file.answers_import, name="answers_import"),
    path(f"{_RECORD}reponses/importer/<slug:token>/", answer_file.answers_preview, name="answers_preview"),
    path(f"{_RECORD}remontees/importer/", import_takeaways.takeaways_import, name="takeaways_import"),
    path(f"{_RECORD}remontees/importer/<slug:token>/", import_takeaways.takeaways_preview, name="takeaways_preview"),
]
