from django.apps import AppConfig


class LabelsConfig(AppConfig):
    name = "commun.labels"
    label = "labels"
    verbose_name = "Labels"

    def ready(self) -> None:
        # Models are ready now, and not when this module is read.
        from commun.labels import panels

        panels.register()
