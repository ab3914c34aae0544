from django.apps import AppConfig


class SynthesesConfig(AppConfig):
    name = "commun.syntheses"
    label = "syntheses"
    verbose_name = "Synthèses"
