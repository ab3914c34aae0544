from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "commun.search"
    label = "search"
    verbose_name = "Recherche"
