from django.apps import AppConfig


class ConcertationsConfig(AppConfig):
    name = "commun.concertations"
    label = "concertations"
    verbose_name = "Concertations"
