from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "commun.resources"
    label = "resources"
    verbose_name = "Ressources"
