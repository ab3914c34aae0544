from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FollowingConfig(AppConfig):
    name = "commun.following"
    label = "following"
    verbose_name = "Suivi"

    def ready(self) -> None:
        """Every app says what of its public acts is news, and what can be followed."""
        autodiscover_modules("news")
        # Models are ready now, and not when this module is read.
        from commun.following import panels, searches

        panels.register()
        searches.register()
