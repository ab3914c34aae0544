from django.apps import AppConfig


class ConcertationsConfig(AppConfig):
    name = "commun.concertations"
    label = "concertations"
    verbose_name = "Concertations"

    def ready(self) -> None:
        # Models are ready now, and not when this module is read.
        from commun.concertations import meetings, panels

        panels.register()
        meetings.register()
