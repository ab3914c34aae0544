"""What the pages of imports show: sources, versions received, and what each owner has to correct."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.web_links import dead
from commun.library.fields import BY_NAME
from commun.library.importers.columns import label_of
from commun.library.importers.plan import Change, field_value
from commun.library.models import FeedVersion, ImportedRow, ImportSource
from commun.territories.models import Territory


def sources(*, territory: Territory | None) -> list[ImportSource]:
    """The tables that came before; the network's own file is recognised by itself."""
    return list(ImportSource.objects.filter(territory=territory).exclude(mapping={}))


def versions(*, limit: int = 100) -> QuerySet[FeedVersion]:
    """The last files received of what the network imports. One query."""
    return FeedVersion.objects.filter(source__territory=None).select_related("source")[:limit]


@dataclass(frozen=True)
class Difference:
    """A field on which the file and the sheet disagree."""

    name: str
    label: str
    here: str
    file: str


@dataclass(frozen=True)
class ReportedSheet:
    """A sheet that a file gave, and what is to be corrected in it."""

    row: ImportedRow
    title: str
    remarks: tuple[tuple[str, str], ...]
    differences: tuple[Difference, ...]
    missing: tuple[str, ...]

    @property
    def line(self) -> int:
        """Its line in the file as a spreadsheet numbers them, the heads being the first."""
        return self.row.position + 1


@dataclass(frozen=True)
class OwnerReport:
    territory: Territory
    sheets: tuple[ReportedSheet, ...]

    @property
    def remarks_count(self) -> int:
        return sum(len(one.remarks) for one in self.sheets)

    @property
    def differences_count(self) -> int:
        return sum(len(one.differences) for one in self.sheets)

    @property
    def vanished_count(self) -> int:
        return sum(one.row.vanished_on is not None for one in self.sheets)


# What a reader looks for first and that no column of the network's public file gives.
_WANTED = {
    "need": t("besoin"),
    "technique": t("nature du système"),
    "personal_data": t("données personnelles"),
    "yearly_cost": t("coût par an"),
    "oversight_who": t("contrôle humain"),
    "objection": t("comment contester"),
}


def owner_reports(*, territory: Territory | None = None, is_for_owner: bool = False) -> list[OwnerReport]:
    """What each owner has to correct in what the network imported, those with most to do first; of one territory when
    it is given. `is_for_owner`: its own tables count as well. Two queries."""
    rows = ImportedRow.objects.select_related("sheet__territory", "source").order_by("source", "position", "pk")
    if territory is not None:
        rows = rows.filter(sheet__territory=territory)
    if not is_for_owner:
        rows = rows.filter(source__territory=None)
    gone = dead(row.sheet.information_url for row in rows)
    by_owner: defaultdict[int, list[ReportedSheet]] = defaultdict(list)
    owners: dict[int, Territory] = {}
    for row in rows:
        owners[row.sheet.territory_id] = row.sheet.territory
        by_owner[row.sheet.territory_id].append(_reported(row, gone))
    found = [OwnerReport(owners[pk], tuple(sheets)) for pk, sheets in by_owner.items()]
    return sorted(found, key=lambda one: (-one.differences_count, -one.remarks_count, one.territory.name))


def _reported(row: ImportedRow, gone: Mapping[str, datetime.date]) -> ReportedSheet:
    found = [(one["column"], one["message"]) for one in row.remarks]
    if row.sheet.information_url in gone:
        message = _("« %(url)s » ne répond plus depuis le %(day)s.")
        day = formats.date_format(gone[row.sheet.information_url], "j F Y")
        found.append((str(label_of("information_url")), message % {"url": row.sheet.information_url, "day": day}))
    waiting = [
        Change(name, field_value(row.sheet, name), value, is_kept=True) for name, value in row.differences.items()
    ]
    return ReportedSheet(
        row=row,
        title=row.sheet.title,
        remarks=tuple(found),
        differences=tuple(
            Difference(one.name, str(label_of(one.name)), one.before_text, one.after_text) for one in waiting
        ),
        missing=tuple(str(label) for name, label in _WANTED.items() if not BY_NAME[name].is_filled(row.sheet)),
    )


def remark_counts(reports: Sequence[OwnerReport]) -> dict[str, int]:
    """How many remarks there are of each kind, over all owners."""
    found: dict[str, int] = defaultdict(int)
    for report in reports:
        for sheet in report.sheets:
            for one in sheet.row.remarks:
                found[one["kind"]] += 1
    return dict(found)
