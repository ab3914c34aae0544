"""Findings as the network writes them, syntheses as it sends them, and what territories read before everyone."""

from django.urls import URLPattern, path

from commun.syntheses.views import finding_desk, preview, synthesis_desk

_TERRITORY = "espace/territoires/<slug:slug>/syntheses/"
_ONE = f"{_TERRITORY}<slug:uid>/"
_FINDING = "espace/constats/<slug:uid>/"
_SYNTHESIS = "espace/constats/syntheses/<slug:uid>/"

urlpatterns: list[URLPattern] = [
    path(_TERRITORY, preview.territory_syntheses, name="territory_syntheses"),
    path(_ONE, preview.preview, name="preview"),
    path(f"{_ONE}plus-rien/", preview.say_enough, name="preview_enough"),
    path(f"{_ONE}soutenir/", preview.endorse, name="endorse"),
    path(f"{_ONE}constats/<slug:finding>/", preview.preview_finding, name="preview_finding"),
    path("espace/constats/", finding_desk.desk, name="finding_desk"),
    path("espace/constats/groupes/<int:pk>/", finding_desk.draft, name="finding_draft"),
    path("espace/constats/signalements/<int:pk>/", finding_desk.settle, name="finding_settle"),
    path("espace/constats/commentaires/<int:pk>/", synthesis_desk.answer, name="preview_answer"),
    path("espace/constats/syntheses/", synthesis_desk.synthesis_list, name="synthesis_list"),
    path(_SYNTHESIS, synthesis_desk.synthesis, name="synthesis_desk"),
    path(f"{_SYNTHESIS}choix/", synthesis_desk.choose, name="synthesis_choose"),
    path(f"{_SYNTHESIS}envoi/", synthesis_desk.send, name="synthesis_send"),
    path(f"{_SYNTHESIS}non-retenues/", synthesis_desk.explain, name="synthesis_explain"),
    path(f"{_SYNTHESIS}sortir/<slug:finding>/", synthesis_desk.leave_out, name="synthesis_leave_out"),
    path(f"{_SYNTHESIS}publier/", synthesis_desk.publish, name="synthesis_publish"),
    path(_FINDING, finding_desk.edit, name="finding_edit"),
    path(f"{_FINDING}preuves/", finding_desk.proofs, name="finding_weigh"),
    path(f"{_FINDING}appuis/", finding_desk.rest, name="finding_rest"),
    path(f"{_FINDING}signer/", finding_desk.sign, name="finding_sign"),
    path(f"{_FINDING}retirer/", finding_desk.withdraw, name="finding_withdraw"),
]
