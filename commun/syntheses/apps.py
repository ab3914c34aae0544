from django.apps import AppConfig


class SynthesesConfig(AppConfig):
    name = "commun.syntheses"
    label = "syntheses"
    verbose_name = "Synthèses"

    def ready(self) -> None:
        # Models are ready now, and not when this module is read.
        from commun.syntheses import manifesto_panels, opinion_links, panels

        manifesto_panels.register()
        opinion_links.register()
        panels.register()
