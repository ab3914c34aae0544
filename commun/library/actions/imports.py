"""Writing what a table says: all that was shown and confirmed, or nothing; twice, and nothing moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit, identifiers
from commun.core.dates import PartialDate
from commun.core.errors import DomainError
from commun.library import fields
from commun.library.actions import publication, sheets
from commun.library.enums import AbandonReason, FeedVerdict, Stage, Visibility
from commun.library.importers import columns as cols
from commun.library.importers.columns import RESTRICTED_FIELDS
from commun.library.importers.owners import Owner
from commun.library.importers.plan import NO_FIELD, Change, Line, Plan, field_value, plan, same
from commun.library.importers.reading import Table
from commun.library.models import Deployment, FeedVersion, ImportedRow, ImportSource, SheetLink, SheetSource
from commun.territories import actions as territories
from commun.territories.models import Territory

NETWORK_SLUG = "reseau"


class ImportRefused(DomainError):
    """The table cannot be imported as things stand; `plan` says what is missing, nothing was written."""

    def __init__(self, message: str, current: Plan) -> None:
        self.plan = current
        super().__init__(message)


@dataclass(frozen=True)
class ImportReport:
    created: int = 0
    updated: int = 0
    attached: int = 0
    unchanged: int = 0
    vanished: int = 0
    left_out: int = 0
    faulty: int = 0
    differences: int = 0
    remarks: int = 0


def network_source() -> ImportSource:
    """The network's own library, of which there is one."""
    return ImportSource.objects.get_or_create(slug=NETWORK_SLUG, defaults={"title": _("Bibliothèque du réseau")})[0]


@transaction.atomic
def ingest(
    *,
    source: ImportSource,
    table: Table,
    mapping: Sequence[str],
    by: User | None,
    answers: Mapping[str, str],
    seen: str | None = None,
    takes_proposals: bool = False,
    version: FeedVersion | None = None,
) -> ImportReport:
    """Write the lines of `table`. `seen` is the mark of the plan that was shown. Raises ImportRefused.

    Sheets of the network's file are published as documented by the network; those of a territory are drafts of its own.
    """
    current = ImportSource.objects.select_for_update(of=("self",)).select_related("territory").get(pk=source.pk)
    found = plan(
        source=current,
        table=table,
        mapping=mapping,
        is_network=current.slug == NETWORK_SLUG,
        answers=answers,
        takes_proposals=takes_proposals,
    )
    if seen is not None and seen != found.seen:
        raise ImportRefused(_("Des fiches ont changé depuis cet aperçu : relisez-le, puis confirmez."), found)
    if obstacles := found.obstacles():
        raise ImportRefused(" ".join(obstacles), found)
    _remember(current, found)
    if not found.does_something:
        _close(version)
        return _report(found)
    writer = _Writer(current, table, version or _version(current, table), by)
    for line in found.lines:
        writer.write(line)
    for row in found.vanished:
        writer.vanish(row)
    _close(writer.version)
    report = _report(found)
    audit.record(
        "library.imported",
        target=current,
        by=by,
        by_role=by.signature(current.territory) if by is not None else "",
        detail={"fichier": table.name, **{name: count for name, count in report.__dict__.items() if count}},
    )
    return report


def _remember(source: ImportSource, found: Plan) -> None:
    """Keep the answers for the next version: the same question is not asked twice."""
    decided = {one.doubt.key: one.answer for one in found.questions if one.is_answered}
    if not decided.items() <= source.decisions.items():
        source.decisions = {**source.decisions, **decided}
        source.save(update_fields=["decisions"])


def _version(source: ImportSource, table: Table) -> FeedVersion:
    return FeedVersion.objects.create(
        source=source,
        name=table.name[:200],
        sha256=table.sha256,
        size=table.size,
        rows_count=len(table.rows),
        verdict=FeedVerdict.ACCEPTED,
    )


def _close(version: FeedVersion | None) -> None:
    if version is not None and version.ingested_at is None:
        version.ingested_at = timezone.now()
        version.save(update_fields=["ingested_at"])


def _report(found: Plan) -> ImportReport:
    return ImportReport(
        created=len(found.new),
        updated=sum(bool(one.applied) for one in found.changed),
        attached=sum(one.is_attached for one in found.lines),
        unchanged=len(found.unchanged)
        + len(found.of("touched"))
        + sum(not one.applied and not one.is_attached for one in found.changed),
        vanished=len(found.vanished),
        left_out=len(found.left_out),
        faulty=len(found.faulty),
        differences=sum(len(one.kept) for one in found.lines),
        remarks=found.remarks_count,
    )


class _Writer:
    def __init__(self, source: ImportSource, table: Table, version: FeedVersion, by: User | None) -> None:
        self.source, self.table, self.version, self.by = source, table, version, by
        self.is_network = source.territory_id is None
        self.has_restricted = source.slug == NETWORK_SLUG
        self.created: dict[str, Territory] = {}

    def write(self, line: Line) -> None:
        if line.kind == "new":
            self._keep_row(line, self._create(line))
        elif line.kind in ("changed", "touched") and line.sheet is not None:
            if line.applied or (line.row is not None and line.row.vanished_on is not None):
                self._update(line, line.sheet)
            self._keep_row(line, line.sheet)

    def vanish(self, row: ImportedRow) -> None:
        """The sheet stays, and says since when the file no longer has it."""
        row.vanished_on = timezone.localdate()
        row.save(update_fields=["vanished_on"])
        note = _("N’est plus dans ce fichier depuis le %(day)s.") % {
            "day": formats.date_format(row.vanished_on, "j F Y")
        }
        SheetSource.objects.filter(deployment=row.sheet, field="", title=self.source.title).update(note=note)
        detail = {"source": str(self.source)}
        audit.record("deployment.vanished_from_source", target=row.sheet, by=self.by, detail=detail)

    # --- A new sheet -----------------------------------------------------------------------------------------------

    def _create(self, line: Line) -> Deployment:
        stage = Stage(line.values.get(cols.STAGE, Stage.UNKNOWN))
        reason, explanation = self._abandon(line, stage)
        values = {name: python_value(name, value) for name, value in line.values.items() if name in fields.BY_NAME}
        sheet = sheets.create_sheet(
            territory=self._territory(line.owner),
            values={"title": line.title, **values},
            stage=stage,
            observed_on=self._read_on(line),
            reason=reason,
            explanation=explanation,
            by=self.by,
        )
        if self.is_network:
            sheet.is_documented_by_network = True
            if self.has_restricted:
                self._restrict(sheet, line)
            sheet.save(update_fields=["is_documented_by_network", "visibility"])
        self._tell_source(line, sheet)
        self._link(line, sheet, before="")
        if self.is_network:
            publication.publish(sheet=sheet, by=self.by, reason=self._because())
        return sheet

    def _territory(self, owner: Owner) -> Territory:
        if owner.territory is not None:
            return owner.territory
        key = owner.siret or owner.name
        if key not in self.created:
            self.created[key] = territories.create_territory(
                by=self.by,
                by_role=self.by.signature() if self.by is not None else "",
                kind=owner.create,
                name=owner.name,
                siret=owner.siret,
                source=_("%(source)s, fichier « %(file)s »") % {"source": self.source, "file": self.table.name},
            )
        return self.created[key]

    def _abandon(self, line: Line, stage: Stage) -> tuple[str, str]:
        """The network reads from outside and may not know why; a territory does, and its line says it."""
        if stage != Stage.ABANDONED:
            return "", ""
        explanation = str(line.values.get(cols.ABANDON, ""))
        if explanation:
            return AbandonReason.OTHER.value, explanation
        return AbandonReason.UNPUBLISHED.value, ""

    def _restrict(self, sheet: Deployment, line: Line) -> None:
        """What the network's model keeps to its members goes no further here, and says so."""
        for name in RESTRICTED_FIELDS & line.values.keys():
            one = fields.BY_NAME[name]
            if not one.never_public and one.is_filled(sheet) and name not in sheet.visibility:
                sheet.visibility[name] = {
                    "level": Visibility.NETWORK.value,
                    "reason": _("Accès restreint dans le modèle de données du réseau."),
                }

    # --- A sheet that is there -------------------------------------------------------------------------------------

    def _update(self, line: Line, sheet: Deployment) -> None:
        current = sheets.lock(sheet)
        for change in line.applied:
            self._apply(current, change, line)
        names = [one.name for one in line.applied if one.name in fields.BY_NAME]
        if any(one.name == cols.OWNER_NAME for one in line.applied):
            current.territory = self._territory(line.owner)
            names.append("territory")
        if self.has_restricted:
            self._restrict(current, line)
            names.append("visibility")
        if names:
            current.version += 1
            current.save(update_fields=[*names, "version"])
        self._tell_source(line, current)
        self._link(line, current, before=str(line.row.values.get(cols.RESOURCE, "")) if line.row else "")
        if current.is_published and current.is_documented_by_network and self.is_network:
            publication.publish(sheet=current, by=self.by, reason=self._because())

    def _apply(self, sheet: Deployment, change: Change, line: Line) -> None:
        if change.name == cols.STAGE:
            stage = Stage(change.after)
            reason, explanation = self._abandon(line, stage)
            sheets.enter_stage(
                sheet=sheet,
                stage=stage,
                by=self.by,
                reason=AbandonReason(reason) if reason else None,
                explanation=explanation,
                observed_on=self._read_on(line),
            )
            sheet.stage = stage
            sheet.version += 1  # as `enter_stage` did in the database
        elif change.name in fields.BY_NAME:
            setattr(sheet, change.name, python_value(change.name, change.after))

    # --- What goes with the sheet ----------------------------------------------------------------------------------

    def _read_on(self, line: Line) -> PartialDate | None:
        day = line.values.get(cols.UPDATED_ON)
        return PartialDate(day) if day else None

    def _because(self) -> str:
        return _("Import de « %(file)s »") % {"file": self.table.name[:200]}

    def _tell_source(self, line: Line, sheet: Deployment) -> None:
        """Where the whole sheet was read: the file and the date that its line bears."""
        SheetSource.objects.update_or_create(
            deployment=sheet,
            field="",
            title=self.source.title,
            defaults={
                "url": self.version.url or self.source.url,
                "read_on": self._read_on(line) or PartialDate.of(timezone.localdate()),
                "note": _("Fichier « %(file)s »") % {"file": self.table.name[:200]},
            },
        )

    def _link(self, line: Line, sheet: Deployment, *, before: str) -> None:
        url = str(line.values.get(cols.RESOURCE, ""))
        if url == before:
            return
        SheetLink.objects.filter(deployment=sheet, url=before).exclude(url="").delete()
        if url:
            SheetLink.objects.get_or_create(
                deployment=sheet,
                url=url,
                defaults={"title": _("Ressources techniques"), "visibility": Visibility.NETWORK},
            )

    def _keep_row(self, line: Line, sheet: Deployment) -> None:
        kept = {one.name: one.after for one in line.kept if one.name not in NO_FIELD}
        given = {
            "key": line.key,
            "sheet": sheet,
            "version": self.version,
            "position": line.position,
            "raw": dict(line.raw),
            "values": line.kept_values,
            "siret": line.owner.siret,
            "remarks": [one.to_json() for one in line.remarks],
            "differences": kept,
            "vanished_on": None,
        }
        if line.row is None:
            ImportedRow.objects.create(source=self.source, **given)
        else:
            ImportedRow.objects.filter(pk=line.row.pk).update(**given)


def python_value(name: str, value: Any) -> Any:
    """A value of the file as the column of the sheet holds it."""
    if value is None or isinstance(value, (list, bool)):
        return value
    column: Any = Deployment._meta.get_field(name)
    return column.to_python(value) if value != "" or not column.null else None


@transaction.atomic
def settle_difference(*, row: ImportedRow, name: str, takes_file: bool, by: User) -> None:
    """The owner chooses between what the file says and what stands in the sheet; the public page does not move yet."""
    current = ImportedRow.objects.select_for_update(of=("self",)).select_related("sheet__territory").get(pk=row.pk)
    if name not in current.differences:
        raise DomainError(_("Cet écart est déjà tranché."))
    value = current.differences.pop(name)
    sheet = sheets.lock(current.sheet)
    if takes_file and not same(field_value(sheet, name), value):
        if name == cols.STAGE:
            raw = current.values.get(cols.ABANDON, "")
            is_abandoned = value == Stage.ABANDONED
            sheets.enter_stage(
                sheet=sheet,
                stage=Stage(value),
                by=by,
                reason=AbandonReason.OTHER if is_abandoned and raw else None,
                explanation=raw if is_abandoned else "",
            )
        else:
            setattr(sheet, name, python_value(name, value))
            sheet.version += 1
            sheet.save(update_fields=[name, "version"])
    current.save(update_fields=["differences"])
    audit.record(
        "deployment.difference_settled",
        target=sheet,
        by=by,
        by_role=by.signature(sheet.territory),
        detail={"champ": name, "choix": "fichier" if takes_file else "fiche"},
    )


@transaction.atomic
def keep_mapping(*, title: str, territory: Territory | None, mapping: Mapping[str, str], by: User) -> ImportSource:
    """Keep what each head of a table holds, under a name, to use it again for its next version."""
    name = " ".join(title.split())[:150]
    if not name:
        raise DomainError(_("Donnez un nom à ce tableau, pour le reconnaître la prochaine fois."))
    found = ImportSource.objects.select_for_update().filter(territory=territory, title=name).first()
    if found is not None and found.slug == NETWORK_SLUG:
        raise DomainError(_("Ce nom est celui du fichier du réseau : donnez-en un autre."))
    if found is None:
        slug = identifiers.free_slug(
            ImportSource, name, place=territory.slug if territory else NETWORK_SLUG, default="tableau", length=80
        )
        found = ImportSource(slug=slug, title=name, territory=territory)
    found.mapping = dict(mapping)
    found.save()
    audit.record(
        "import_source.mapped", target=found, by=by, by_role=by.signature(territory), detail={"colonnes": len(mapping)}
    )
    return found
