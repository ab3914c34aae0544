from django.urls import URLPattern, path, re_path

from commun.syntheses.views import manifesto, manifesto_files, manifesto_votes

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
]
