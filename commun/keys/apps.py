from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "commun.keys"
    label = "keys"
    verbose_name = "Clés d’API"
