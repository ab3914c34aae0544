from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "commun.library"
    label = "library"
    verbose_name = "Bibliothèque"

    def ready(self) -> None:
        # Models are ready now, and not when this module is read.
        from commun.library import proofs, territory_panel
        from commun.library.duties import links

        links.register()
        proofs.register()
        territory_panel.register()
