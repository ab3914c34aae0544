"""Inventories for tests, told by situations."""

from pathlib import Path
from typing import Any

from commun.concertations.platforms.tables import open_tables
from commun.consultations.importing import Outcome, Provenance, take
from commun.consultations.models import Consultation
from commun.core.dates import PartialDate

HEADS = "fichier,title,organisateur,date,in_progress,link,outil,methodes,note-citoyenne,texte"
FIRST = (
    "_usage/eau.md,Partager l’eau,Agence d’essai,2019-01-15 09:29:08 +0000,True,https://exemple.fr/eau,"
    '"[""Decidim""]","[""L\'atelier citoyen"", ""Les consultations en ligne""]",5,"**Durée** : trois mois.\n\nSuite."'
)
SECOND = "_usage/bois.md,Planter des haies,,2018-11-14 09:29:08 +0000,False,,,,,"
PROVENANCE = Provenance("Inventaire d’essai", "https://exemple.fr/inventaire", PartialDate("2020-01"), "MIT")


def imported(folder: Path, *lines: str, **asked: Any) -> Outcome:
    """What taking a file of these lines gives."""
    path = folder / "usages.csv"
    path.write_text("\n".join((HEADS, *lines)) + "\n")
    return imported_file(path, **asked)


def imported_file(path: Path, **asked: Any) -> Outcome:
    with open_tables(path) as (table,):
        return take(table=table, provenance=asked.pop("provenance", PROVENANCE), **asked)


def consultation(**given: Any) -> Consultation:
    least: dict[str, Any] = {
        "uid": f"cp-{Consultation.objects.count() + 1:04d}", "slug": f"essai-{Consultation.objects.count() + 1}",
        "inventory": "essai", "source_id": str(Consultation.objects.count() + 1), "title": "Partager l’eau",
        "organiser": "Agence d’essai", "licence": "MIT", "source_title": "Inventaire d’essai",
        "source_url": "https://exemple.fr/inventaire", "known_on": PartialDate("2020-01"),
    }  # fmt: skip
    return Consultation.objects.create(**(least | given))
