"""Addresses of news, pages and the glossary."""

from django.urls import URLPattern, path

from commun.editorial import feeds
from commun.editorial.views import desk, public

app_name = "editorial"

_DESK = "espace/editorial/"
_GLOSSARY = "espace/glossaire/"

urlpatterns: list[URLPattern] = [
    path("flux/actualites.atom", feeds.news_feed, name="feed"),
    path("actualites/", public.news_list, name="news_list"),
    path("actualites/<slug:slug>/", public.news, name="news"),
    path("methode/", public.method, name="method"),
    path("pages/<slug:slug>/", public.page, name="page"),
    path("pages/<slug:slug>/versions/", public.version_list, name="versions"),
    path("pages/<slug:slug>/versions/<int:number>/", public.version, name="version"),
    path("images/<slug:digest>.webp", public.picture, name="picture"),
    path("glossaire/", public.glossary, name="glossary"),
    path("glossaire/<slug:slug>/", public.term, name="term"),
    path("glossaire/<slug:slug>/versions/", public.term_versions, name="term_versions"),
    path("glossaire/<slug:slug>/versions/<int:number>/", public.term_version, name="term_version"),
    path(_DESK, desk.desk, name="desk"),
    path(f"{_DESK}nouveau/", desk.new, name="new"),
    path(f"{_DESK}<slug:slug>/", desk.edit, name="edit"),
    path(f"{_DESK}<slug:slug>/apercu/", desk.preview, name="preview"),
    path(f"{_DESK}<slug:slug>/soumettre/", desk.submit, name="submit"),
    path(f"{_DESK}<slug:slug>/relire/", desk.review, name="review"),
    path(f"{_DESK}<slug:slug>/rendre/", desk.give_back, name="give_back"),
    path(f"{_DESK}<slug:slug>/retirer/", desk.unpublish, name="unpublish"),
    path(f"{_DESK}<slug:slug>/images/", desk.pictures, name="pictures"),
    path(f"{_DESK}<slug:slug>/images/<int:number>.webp", desk.desk_picture, name="desk_picture"),
    path(f"{_DESK}<slug:slug>/images/<int:number>/supprimer/", desk.picture_remove, name="picture_remove"),
    path(f"{_GLOSSARY}nouveau/", desk.term_new, name="term_new"),
    path(f"{_GLOSSARY}<slug:slug>/", desk.term_edit, name="term_edit"),
]
