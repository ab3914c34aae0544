from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EditorialConfig(AppConfig):
    name = "commun.editorial"
    label = "editorial"
    verbose_name = "Pages et actualités"

    def ready(self) -> None:
        """Every app says which of its facts a text may quote."""
        autodiscover_modules("facts")
