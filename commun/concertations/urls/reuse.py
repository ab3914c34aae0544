"""Feeds, calendars and print: the public record in other programs and on paper."""

from django.urls import URLPattern, path

from commun.concertations import feeds
from commun.concertations.views import agenda, printed

urlpatterns: list[URLPattern] = [
    path("flux/reponses.atom", feeds.answers_feed, name="answers_feed"),
    path("flux/concertations.atom", feeds.concertations_feed, name="concertations_feed"),
    path("territoires/<slug:slug>/flux.atom", feeds.territory_feed, name="territory_feed"),
    path("concertations/agenda.ics", agenda.agenda, name="agenda"),
    path("concertations/<slug:slug>/agenda.ics", agenda.concertation_agenda, name="concertation_agenda"),
    path("concertations/<slug:slug>/echeances.ics", agenda.concertation_deadlines, name="concertation_deadlines"),
    path("territoires/<slug:slug>/echeances.ics", agenda.territory_deadlines, name="territory_deadlines"),
    path("concertations/<slug:slug>.pdf", printed.concertation_pdf, name="concertation_pdf"),
]
