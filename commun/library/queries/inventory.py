"""What the inventory of a territory's algorithms needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise

from commun.library.duties import inventory
from commun.library.enums import Technique
from commun.library.models import PublishedSheet
from commun.territories.models import Territory


@dataclass(frozen=True)
class InventoryLine:
    """One line of Etalab's template, for one use: its words, or why there are none."""

    label: str | Promise
    text: str
    reason: str
    url: str


@dataclass(frozen=True)
class InventoryGroup:
    title: str | Promise
    lines: tuple[InventoryLine, ...]


@dataclass(frozen=True)
class InventoryEntry:
    sheet: PublishedSheet
    url: str
    groups: tuple[InventoryGroup, ...]
    is_without_ai: bool
    unknown: int
    """How many lines of the template nobody filled."""


@dataclass(frozen=True)
class Inventory:
    """By what the law asks: those that found individual decisions, the others, those of which nobody said."""

    territory: Territory
    deciding: tuple[InventoryEntry, ...]
    others: tuple[InventoryEntry, ...]
    unsaid: tuple[InventoryEntry, ...]

    @property
    def count(self) -> int:
        return len(self.deciding) + len(self.others) + len(self.unsaid)


def inventory_rows(*, territory: Territory) -> list[tuple[PublishedSheet, str]]:
    """The published uses that are algorithms (a charter or a course is none), with the address of their page.

    One query.
    """
    sheets = (
        PublishedSheet.objects.within(territory)
        .filter(is_template=False)
        .exclude(technique=Technique.NONE)
        .order_by("title", "pk")
    )
    return [(sheet, f"{settings.SITE_URL}{sheet.get_absolute_url()}") for sheet in sheets]


def inventory_of(*, territory: Territory) -> Inventory:
    """One query."""
    by_kind: Mapping[bool | None, list[InventoryEntry]] = {True: [], False: [], None: []}
    for sheet, url in inventory_rows(territory=territory):
        by_kind[sheet.values.get("is_individual_decision")].append(_entry(sheet, url))
    return Inventory(territory, tuple(by_kind[True]), tuple(by_kind[False]), tuple(by_kind[None]))


def _entry(sheet: PublishedSheet, url: str) -> InventoryEntry:
    groups: dict[str, list[InventoryLine]] = {}
    for row in inventory.ROWS:
        text = row.shown(sheet) if row.shown else inventory.text_of(row, sheet, url=url)
        line = InventoryLine(
            label=row.label,
            text=text,
            reason="" if text else inventory.reason_held(row, sheet),
            url=text if text.startswith(("https://", "http://")) and "\n" not in text else "",
        )
        groups.setdefault(str(row.group), []).append(line)
    shown = tuple(InventoryGroup(title, tuple(lines)) for title, lines in groups.items())
    unknown = sum(not line.text and not line.reason for group in shown for line in group.lines)
    return InventoryEntry(sheet, url, shown, sheet.technique == Technique.RULES, unknown)
