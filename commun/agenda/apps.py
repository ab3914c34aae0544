from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "commun.agenda"
    label = "agenda"
    verbose_name = "Agenda"

    def ready(self) -> None:
        # Models are ready now, and not when this module is read.
        from commun.agenda import panels

        panels.register()
