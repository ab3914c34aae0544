from django.urls import URLPattern, path

from commun.concertations.views import answers, follow_ups, participants, proofs, quarterly

urlpatterns: list[URLPattern] = [
    path("espace/concertations/<slug:slug>/reponses/", answers.answers, name="answers"),
    path("espace/concertations/<slug:slug>/suites/", follow_ups.follow_ups, name="follow_ups"),
    path("espace/propositions/<str:uid>/reponse/", answers.answer, name="answer"),
    path("espace/propositions/<str:uid>/suites/nouvelle/", follow_ups.promise, name="promise"),
    path("espace/propositions/<str:uid>/preuves/", proofs.proofs, name="proofs"),
    path("espace/propositions/<str:uid>/preuves/<int:pk>/retirer/", proofs.proof_withdraw, name="proof_withdraw"),
    path("espace/suites/<str:uid>/", follow_ups.milestone, name="milestone"),
    path("espace/reseau/avis/", participants.participant_views, name="participant_views"),
    path("espace/reseau/avis/<int:pk>/", participants.moderate_view, name="moderate_view"),
    path("propositions/<str:uid>/avis/", participants.participant_view, name="participant_view"),
    path("suivi/<str:token>/", quarterly.quarterly_answer, name="quarterly_answer"),
]
