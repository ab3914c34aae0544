from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "commun.jobs"
    label = "jobs"
    verbose_name = "Métiers"

    def ready(self) -> None:
        # Models are ready now, and not when this module is read.
        from commun.jobs import panels

        panels.register()
