from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "commun.core"
    verbose_name = "Socle"
