"""Addresses of the heritage. `/patrimoine/<identifiant>/` is permanent: it is what is cited."""

from django.urls import URLPattern, path

from commun.heritage import feeds
from commun.heritage.views import deposits, desk, network, public

app_name = "heritage"

_VERSION = "patrimoine/<slug:uid>/v/<int:number>/"
_DESK = "espace/territoires/<slug:slug>/patrimoine/"
_ITEM = f"{_DESK}<slug:uid>/"

urlpatterns: list[URLPattern] = [
    path("flux/patrimoine.atom", feeds.heritage_feed, name="feed"),
    path("patrimoine/", public.item_list, name="list"),
    path("patrimoine/depots/", deposits.announce_by_key, name="announce_by_key"),
    path("patrimoine/depots/<uuid:token>/", deposits.part_by_key, name="part_by_key"),
    path("patrimoine/<slug:uid>/", public.item, name="item"),
    path(_VERSION, public.version, name="version"),
    path(f"{_VERSION}fichiers/<int:pk>/", public.file, name="file"),
    path(f"{_VERSION}croissant.json", public.croissant_file, name="croissant"),
    path(f"{_VERSION}citation.bib", public.bibtex, name="bibtex"),
    path(f"{_VERSION}CITATION.cff", public.cff, name="cff"),
    path(f"{_VERSION}SHA256SUMS.txt", public.sums, name="sums"),
    path(_DESK, desk.desk, name="desk"),
    path(f"{_DESK}nouveau/", desk.new, name="new"),
    path(_ITEM, desk.item, name="desk_item"),
    path(f"{_ITEM}decrire/", desk.describe, name="describe"),
    path(f"{_ITEM}garde/", desk.custody, name="custody"),
    path(f"{_ITEM}fichiers/", desk.send, name="send"),
    path(f"{_ITEM}fichiers/<int:pk>/retirer/", desk.remove_file, name="remove_file"),
    path(f"{_ITEM}depots/", deposits.announce, name="announce"),
    path(f"{_ITEM}depots/<uuid:token>/", deposits.part, name="part"),
    path(f"{_ITEM}depots/<uuid:token>/abandonner/", desk.give_up, name="give_up"),
    path(f"{_ITEM}signer/", desk.sign, name="sign"),
    path(f"{_ITEM}reprendre/", desk.take_back, name="take_back"),
    path(f"{_ITEM}version/", desk.open_version, name="open_version"),
    path(f"{_ITEM}retirer/", desk.withdraw, name="withdraw"),
    path("espace/patrimoine/", network.desk, name="network"),
    path("espace/patrimoine/<slug:uid>/", network.review, name="review"),
    path("espace/patrimoine/<slug:uid>/publier/", network.publish, name="publish"),
    path("espace/patrimoine/<slug:uid>/refuser/", network.refuse, name="refuse"),
]
