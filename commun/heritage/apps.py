from django.apps import AppConfig


class HeritageConfig(AppConfig):
    name = "commun.heritage"
    label = "heritage"
    verbose_name = "Patrimoine"

    def ready(self) -> None:
        # Models are ready now, and not when this module is read.
        from commun.heritage import checks, panels

        panels.register()
        checks.register()
