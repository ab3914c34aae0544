from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "commun.territories"
    label = "territories"
    verbose_name = "Territoires"
