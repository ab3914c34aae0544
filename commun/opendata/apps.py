from django.apps import AppConfig


class OpendataConfig(AppConfig):
    name = "commun.opendata"
    label = "opendata"
    verbose_name = "Données ouvertes"
