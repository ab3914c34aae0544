from django.apps import AppConfig


class EmbedsConfig(AppConfig):
    name = "commun.embeds"
    label = "embeds"
    verbose_name = "Pages à incorporer"
