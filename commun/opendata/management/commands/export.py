"""`commun export DIR|FILE.zip`: everything public, in open formats."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core import moving
from commun.core.full_disk import why
from commun.core.whole import WriteRefused
from commun.opendata import exporting
from commun.opendata.package import File


class Command(BaseCommand):
    help = "Écrit tout ce qui est public : chaque jeu en CSV, JSON, XLSX et Parquet, schémas, dictionnaire, empreintes."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("to", type=Path, metavar="DOSSIER|FICHIER.zip")
        parser.add_argument(
            "--complet",
            action="store_true",
            dest="complete",
            help="toute l’instance, données personnelles comprises, pour la déménager : ne se publie pas",
        )
        parser.add_argument("--remplacer", action="store_true", dest="replace", help="remplacer ce qui est là")

    def handle(self, *args: Any, to: Path, replace: bool, complete: bool, **options: Any) -> None:
        try:
            if complete:
                self._export_all(to, replace=replace)
                return
            if to.suffix == ".zip":
                if to.exists() and not replace:
                    raise WriteRefused(f"{to} existe déjà : choisissez un autre nom, ou ajoutez --remplacer.")
                files = exporting.to_zip(to, told=self._told)
            else:
                files = exporting.to_folder(to, replace=replace, told=self._told)
        except WriteRefused as refusal:
            raise CommandError(refusal.message) from refusal
        except OSError as fault:
            raise CommandError(f"L’export s’est arrêté ({why(fault)}) : rien n’a été laissé à moitié.") from fault
        size = sum(file.size for file in files)
        self.stdout.write(f"{len(files)} fichiers, {size / 1e6:.1f} Mo : {to}")

    def _export_all(self, to: Path, *, replace: bool) -> None:
        done = moving.export(to, replace=replace)
        self.stdout.write(f"{sum(done.rows.values())} lignes, {done.files} fichiers déposés : {to}")
        self.stdout.write("Ce dossier contient des données personnelles : gardez-le comme une sauvegarde.")

    def _told(self, file: File) -> None:
        rows = "" if file.rows is None else f"{file.rows} lignes"
        self.stdout.write(f"{file.size / 1e6:9.2f} Mo  {rows:>16}  {file.path}")
        self.stdout.flush()
