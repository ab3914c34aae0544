from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "commun.site"
    label = "site"
    verbose_name = "Site"
