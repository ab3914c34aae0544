from django.apps import AppConfig


class FederationConfig(AppConfig):
    name = "commun.federation"
    label = "federation"
    verbose_name = "Fédération"
