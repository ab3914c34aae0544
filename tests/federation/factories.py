"""Situations of other sites that are harvested."""

from commun.federation.actions import sources
from commun.federation.enums import SourceState, Verdict
from commun.federation.models import Harvest, HarvestedRecord, HarvestSource
from tests.accounts.factories import coordinator


def proposed_source(url: str = "https://commun.exemple.fr/federation/datapackage.json", **more) -> HarvestSource:
    return sources.propose(title=more.pop("title", "Exemple-sur-Loire"), url=url, by=coordinator(), **more)


def active_source(url: str = "https://commun.exemple.fr/federation/datapackage.json", **more) -> HarvestSource:
    source = proposed_source(url, **more)
    HarvestSource.objects.filter(pk=source.pk).update(state=SourceState.ACTIVE)
    return HarvestSource.objects.get(pk=source.pk)


def in_quarantine(source: HarvestSource, *gone: str) -> Harvest:
    """A version that waits for someone, since it withdraws `gone`."""
    differences = [["retiree", "propositions", one] for one in gone or ("p1",)]
    return Harvest.objects.create(
        source=source, verdict=Verdict.QUARANTINED, why="Des lignes n’y sont plus.", sha256="a" * 64,
        withdrawn=len(differences), differences=differences,
    )  # fmt: skip


def record_of(source: HarvestSource, **more) -> HarvestedRecord:
    values = {"identifiant": "p1", "texte": "Publier la liste des algorithmes du zébreau"}
    return HarvestedRecord.objects.create(
        uid=f"{source.slug}:propositions:p1",
        source=source,
        dataset="propositions",
        identifier="p1",
        title=values["texte"],
        values=values,
        sha256="0" * 64,
        file_url="https://commun.exemple.fr/donnees/propositions.csv",
        **more,
    )
