from django.apps import AppConfig


class DeliberationsConfig(AppConfig):
    name = "commun.deliberations"
    label = "deliberations"
    verbose_name = "Délibérations"

    def ready(self) -> None:
        # Models are ready now, and not when this module is read.
        from commun.deliberations import panels

        panels.register()
