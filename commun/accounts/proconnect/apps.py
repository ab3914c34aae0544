from django.apps import AppConfig


class ProConnectConfig(AppConfig):
    name = "commun.accounts.proconnect"
    label = "proconnect"
    verbose_name = "ProConnect"
