"""`commun load-editorial`: the first versions of the method, of the help and of the glossary; run again, it brings what
is new and leaves what an editor wrote."""

from typing import Any

from django.core.management.base import BaseCommand

from commun.editorial.actions.reference import load_reference


class Command(BaseCommand):
    help = (
        "Charge les premières versions de la méthode, de l’aide et du glossaire, sans toucher à ce qui a été modifié."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_reference()
        self.stdout.write(
            f"Méthode, aide et glossaire : {loaded.pages} pages, {loaded.terms} termes ajoutés ou corrigés."
        )
