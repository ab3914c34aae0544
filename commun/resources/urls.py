"""Addresses of the catalogue. Those with a fixed word come before `ressources/<slug>/`."""

from django.urls import URLPattern, path

from commun.resources import feeds
from commun.resources.views import collections, desk, detail, document, imports, suggest, versions
from commun.resources.views.list import resource_list

app_name = "resources"

_DESK = "espace/ressources/"

urlpatterns: list[URLPattern] = [
    path("flux/ressources.atom", feeds.resources_feed, name="feed"),
    path("ressources/", resource_list, name="list"),
    path("ressources/collections/", collections.collection_list, name="collections"),
    path("ressources/collections/<slug:slug>/", collections.collection, name="collection"),
    path("ressources/proposer/", suggest.suggest, name="suggest"),
    path("ressources/<slug:slug>/versions/", versions.version_list, name="versions"),
    path("ressources/<slug:slug>/versions/<int:number>/", versions.version, name="version"),
    path("ressources/<slug:slug>/documents/<int:pk>/", document.document, name="document"),
    path("ressources/<slug:slug>/", detail.resource, name="detail"),
    path(_DESK, desk.desk, name="desk"),
    path(f"{_DESK}nouvelle/", desk.new, name="new"),
    path(f"{_DESK}importer/", imports.start, name="import"),
    path(f"{_DESK}importer/<str:token>/", imports.preview, name="import_preview"),
    path(f"{_DESK}proposees/<int:pk>/", desk.review, name="review"),
    path(f"{_DESK}proposees/<int:pk>/refuser/", desk.refuse, name="refuse"),
    path(f"{_DESK}collections/nouvelle/", desk.collection_new, name="collection_new"),
    path(f"{_DESK}collections/<slug:slug>/", desk.collection_edit, name="collection_edit"),
    path(f"{_DESK}collections/<slug:slug>/supprimer/", desk.collection_delete, name="collection_delete"),
    path(f"{_DESK}<slug:slug>/modifier/", desk.edit, name="edit"),
    path(f"{_DESK}<slug:slug>/retirer/", desk.take_down, name="take_down"),
    path(f"{_DESK}<slug:slug>/remettre/", desk.restore, name="restore"),
    path(f"{_DESK}<slug:slug>/documents/", desk.documents, name="documents"),
    path(f"{_DESK}<slug:slug>/documents/<int:pk>/retirer/", desk.document_remove, name="document_remove"),
]
