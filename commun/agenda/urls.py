"""Addresses of the agenda. Those with a fixed word come before `agenda/<slug>/`."""

from django.urls import URLPattern, path

from commun.agenda import feeds
from commun.agenda.views import calendars, desk, public, registration, versions

app_name = "agenda"

_DESK = "espace/agenda/"
_EVENT = f"{_DESK}rencontres/<slug:slug>/"
_TERRITORY = "espace/territoires/<slug:slug>/agenda/"

urlpatterns: list[URLPattern] = [
    path("flux/agenda.atom", feeds.agenda_feed, name="feed"),
    path("agenda/", public.agenda, name="list"),
    path("agenda/agenda.ics", calendars.whole, name="calendar"),
    path("agenda/groupes/<slug:slug>.ics", calendars.of_group, name="group_calendar"),
    path("agenda/territoires/<slug:slug>.ics", calendars.of_territory, name="territory_calendar"),
    path("agenda/moi/<str:token>.ics", calendars.own, name="own_calendar"),
    path("agenda/mois/<str:month>/", public.month, name="month"),
    path("agenda/rendez-vous/<slug:slug>/", public.series, name="series"),
    path("agenda/rendez-vous/<slug:slug>/inscription/", registration.register_series, name="register_series"),
    path("agenda/inscription/confirmer/<str:token>/", registration.confirm, name="confirm"),
    path("agenda/inscription/quitter/<str:token>/", registration.leave, name="leave"),
    path("agenda/<slug:slug>.ics", calendars.of_event, name="event_calendar"),
    path("agenda/<slug:slug>/", public.detail, name="detail"),
    path("agenda/<slug:slug>/inscription/", registration.register, name="register"),
    path("agenda/<slug:slug>/documents/<int:pk>/", public.document, name="document"),
    path("agenda/<slug:slug>/versions/", versions.version_list, name="versions"),
    path("agenda/<slug:slug>/versions/<int:number>/", versions.version, name="version"),
    path("espace/mes-rencontres/", registration.own, name="own"),
    path("espace/mes-rencontres/<int:pk>/quitter/", registration.own_leave, name="own_leave"),
    path(_DESK, desk.desk, name="desk"),
    path(f"{_DESK}nouvelle/", desk.new, name="new"),
    path(f"{_DESK}rendez-vous/nouveau/", desk.series_new, name="series_new"),
    path(f"{_DESK}rendez-vous/<slug:slug>/", desk.series_edit, name="series_edit"),
    path(_TERRITORY, desk.territory_desk, name="territory_desk"),
    path(f"{_TERRITORY}nouvelle/", desk.territory_new, name="territory_new"),
    path(f"{_TERRITORY}rendez-vous/nouveau/", desk.territory_series_new, name="territory_series_new"),
    path(_EVENT, desk.manage, name="manage"),
    path(f"{_EVENT}modifier/", desk.edit, name="edit"),
    path(f"{_EVENT}annoncer/", desk.publish, name="publish"),
    path(f"{_EVENT}annuler/", desk.cancel, name="cancel"),
    path(f"{_EVENT}effacer/", desk.delete, name="delete"),
    path(f"{_EVENT}compte-rendu/", desk.minutes, name="minutes"),
    path(f"{_EVENT}presences/", desk.attendance, name="attendance"),
    path(f"{_EVENT}programme/", desk.item_add, name="item_add"),
    path(f"{_EVENT}programme/<int:pk>/retirer/", desk.item_remove, name="item_remove"),
    path(f"{_EVENT}documents/", desk.document_add, name="document_add"),
    path(f"{_EVENT}documents/<int:pk>/retirer/", desk.document_remove, name="document_remove"),
]
