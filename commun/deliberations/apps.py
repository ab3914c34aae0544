from django.apps import AppConfig


class DeliberationsConfig(AppConfig):
    name = "commun.deliberations"
    label = "deliberations"
    verbose_name = "Délibérations"
