"""« Ce que le public lira »: what a publication would show now, and how it differs from what is read today."""

from dataclasses import dataclass

from django.db.models import Q

from commun.core.models import Revision
from commun.core.revisions import FieldChange, compare
from commun.library.actions.publication import by_circle, network_rows, public_content
from commun.library.enums import Visibility
from commun.library.models import Deployment, PublishedSheet, Result, SheetDocument, SheetLink, StageChange
from commun.library.queries.sheets import Part, parts


@dataclass(frozen=True)
class Preview:
    """The sheet as an outsider would read it; `changes` is None when nothing is public yet."""

    sheet: Deployment
    parts: tuple[Part, ...]
    stages: tuple[StageChange, ...]
    results: tuple[Result, ...]
    links: tuple[SheetLink, ...]
    documents: tuple[SheetDocument, ...]
    changes: tuple[FieldChange, ...] | None = None


def as_read(*, sheet: Deployment) -> Preview:
    """What the public would read, row by row. Four queries."""
    public, _network, held = by_circle(sheet)
    return Preview(
        sheet=sheet,
        parts=tuple(parts({**public, "_held": held})),
        stages=tuple(sheet.stages.all()),
        results=tuple(sheet.results.filter(visibility=Visibility.PUBLIC)),
        links=tuple(sheet.links.filter(visibility=Visibility.PUBLIC)),
        documents=tuple(sheet.documents.filter(visibility=Visibility.PUBLIC)),
    )


def changes(*, sheet: Deployment) -> tuple[FieldChange, ...] | None:
    """What the next publication would change of what is public, word by word; None before the first. Four queries."""
    if not sheet.is_published:
        return None
    last = Revision.objects.of(sheet).first()
    public, _network, held = by_circle(sheet)
    foreseen = PublishedSheet(deployment=sheet, values={**public, "_held": held})
    return tuple(compare(last.fields if last else {}, public_content(foreseen)))


def waits_for_publication(*, sheet: Deployment) -> bool:
    """Whether readers, of any circle, would read anything else after a publication. At most ten queries."""
    shown = PublishedSheet.objects.filter(deployment=sheet).first()
    if shown is None:
        return True
    public, network, held = by_circle(sheet)
    read = {name: value for name, value in shown.values.items() if name not in ("_sections", "_silent")}
    if read != {**public, "_held": held} or shown.network_values != network | network_rows(sheet):
        return True
    if (shown.stage, shown.solution_id, shown.licence) != (sheet.stage, sheet.solution_id, sheet.licence):
        return True
    misplaced = Q(visibility=Visibility.PUBLIC, is_public=False) | ~Q(visibility=Visibility.PUBLIC) & Q(is_public=True)
    return (
        sheet.results.filter(misplaced).exists()
        or sheet.links.filter(misplaced).exists()
        or sheet.documents.filter(misplaced).exists()
        or sheet.stages.filter(is_public=False).exists()
        or sheet.origins.filter(is_public=False).exists()
        or sheet.sources.filter(is_public=False).exists()
    )
