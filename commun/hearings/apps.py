from django.apps import AppConfig


class HearingsConfig(AppConfig):
    name = "commun.hearings"
    label = "hearings"
    verbose_name = "Auditions et conseil scientifique"

    def ready(self) -> None:
        # Models are ready now, and not when this module is read.
        from commun.hearings import panels

        panels.register()
