from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "commun.api"
    label = "api"
    verbose_name = "API"
