from django.urls import URLPattern, path, re_path

from commun.syntheses.views import (
    manifesto,
    manifesto_desk,
    manifesto_draft,
    manifesto_files,
    manifesto_territory,
    manifesto_votes,
)

_DESK = "espace/reseau/manifeste"
_DRAFT = f"{_DESK}/<slug:code>"
_ARTICLE = f"{_DRAFT}/article-<slug:article>"
_HOME = "espace/territoires/<slug:slug>/manifeste"

urlpatterns: list[URLPattern] = [
    path("manifeste/", manifesto.front, name="manifesto"),
    path("manifeste/comparer/<slug:old>/<slug:new>/", manifesto.comparison, name="manifesto_compare"),
    path("manifeste/amendements/<slug:uid>/", manifesto_votes.amendment, name="amendment"),
    path("manifeste/<slug:code>/", manifesto.version, name="manifesto_version"),
    path("manifeste/<slug:code>/amendements/", manifesto_votes.amendments, name="manifesto_amendments"),
    path("manifeste/<slug:code>/vote/", manifesto_votes.vote, name="manifesto_vote"),
    path("manifeste/<slug:code>/article-<slug:article>/", manifesto.article, name="manifesto_article"),
    path("manifeste/<slug:code>/article-<slug:article>/<slug:check>/", manifesto.check, name="manifesto_check"),
    re_path(
        r"^manifeste/(?P<code>[-\w]+)/texte\.(?P<suffix>pdf|docx|json|xml)$",
        manifesto_files.file,
        name="manifesto_file",
    ),
    path(f"{_DESK}/", manifesto_desk.desk, name="manifesto_desk"),
    path(f"{_DRAFT}/", manifesto_desk.draft, name="manifesto_draft"),
    path(f"{_DRAFT}/cadre/", manifesto_desk.frame, name="manifesto_frame"),
    path(f"{_DRAFT}/abandonner/", manifesto_desk.discard, name="manifesto_discard"),
    path(f"{_DRAFT}/integrer/", manifesto_desk.integrate, name="manifesto_integrate"),
    path(f"{_DRAFT}/objections/<int:pk>/", manifesto_desk.answer_objection, name="manifesto_objection"),
    re_path(
        rf"^{_DESK}/(?P<code>[-\w]+)/(?P<step>ouvrir-amendements|clore-amendements|ouvrir-vote|clore-vote)/$",
        manifesto_desk.step,
        name="manifesto_step",
    ),
    path(f"{_DRAFT}/axes/", manifesto_draft.axes, name="manifesto_axes"),
    path(f"{_DRAFT}/axes/<slug:axis>/retirer/", manifesto_draft.axis_remove, name="manifesto_axis_remove"),
    path(f"{_DRAFT}/nouvel-article/", manifesto_draft.article_new, name="manifesto_article_new"),
    path(f"{_ARTICLE}/", manifesto_draft.article_edit, name="manifesto_article_edit"),
    path(f"{_ARTICLE}/retirer/", manifesto_draft.article_remove, name="manifesto_article_remove"),
    path(f"{_ARTICLE}/rang/", manifesto_draft.article_move, name="manifesto_article_move"),
    path(f"{_ARTICLE}/constats/", manifesto_draft.rest_on, name="manifesto_rest_on"),
    path(f"{_ARTICLE}/verifications/", manifesto_draft.checks, name="manifesto_checks"),
    path(
        f"{_ARTICLE}/verifications/<slug:check>/retirer/", manifesto_draft.check_remove, name="manifesto_check_remove"
    ),
    path(f"{_HOME}/", manifesto_territory.home, name="manifesto_of_territory"),
    path(f"{_HOME}/soutien/", manifesto_territory.endorse, name="manifesto_endorse"),
    path(f"{_HOME}/amendements/<slug:uid>/", manifesto_territory.amendment_position, name="amendment_position"),
    path(f"{_HOME}/amendements/<slug:uid>/retirer/", manifesto_territory.amendment_withdraw, name="amendment_withdraw"),
    path(f"{_HOME}/<slug:code>/position/", manifesto_territory.position, name="manifesto_position"),
    path(f"{_HOME}/<slug:code>/article-<slug:article>/amender/", manifesto_territory.amend, name="manifesto_amend"),
]
