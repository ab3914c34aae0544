"""What the workspace shows of a territory's sheets."""

import datetime
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise

from commun.core.models import AuditEvent
from commun.library import sheet as sheets
from commun.library.fields import BY_NAME, Field
from commun.library.models import CorrectionRequest, Deployment, Lineage, PublishedSheet, SheetSource, Solution
from commun.library.terms import typed_terms
from commun.territories.models import Territory


@dataclass(frozen=True)
class SheetLine:
    """One sheet of the list: where it stands, what it lacks, what is late."""

    sheet: Deployment
    parts: tuple[sheets.Completeness, ...]
    missing_first: tuple[Field, ...]
    open_corrections: int
    is_to_check: bool
    waits_for_review: bool

    @property
    def filled(self) -> int:
        return sum(part.filled for part in self.parts)

    @property
    def expected(self) -> int:
        return sum(part.expected for part in self.parts)


def sheet_lines(*, territory: Territory, on: datetime.date) -> list[SheetLine]:
    """The sheets of one territory, the newest first. Two queries."""
    found = Deployment.objects.within(territory).select_related("territory", "solution").order_by("-pk")
    waiting = CorrectionRequest.objects.filter(deployment__territory=territory, settled_at=None)
    corrections = dict(waiting.values_list("deployment").annotate(count=Count("pk")))
    return [
        SheetLine(
            sheet=one,
            parts=standing(one),
            missing_first=tuple(sheets.missing_first(one)),
            open_corrections=corrections.get(one.pk, 0),
            is_to_check=one.is_to_check(on),
            waits_for_review=one.review_asked_at is not None,
        )
        for one in found
    ]


def standing(sheet: Deployment) -> tuple[sheets.Completeness, ...]:
    """How complete each open section is. No query."""
    return tuple(sheets.completeness(sheet, section) for section in sheets.open_sections(sheet))


def solution_names(*, most: int = 300) -> list[str]:
    """Names to choose from: the systems that the most territories use come first. One query."""
    return list(
        Solution.objects.annotate(uses=Count("deployments"))
        .order_by("-uses", "name")
        .values_list("name", flat=True)[:most]
    )


def workspace_sheet(*, slug: str) -> Deployment:
    """Raises Deployment.DoesNotExist. One query."""
    return Deployment.objects.select_related("territory", "solution").get(slug=slug)


def first_values(*, origin: PublishedSheet | None, solution: Solution | None) -> dict[str, object]:
    """What another's public sheet already says of the same system: the need and the texts stay to be written."""
    found: dict[str, object] = {}
    if origin is not None:
        kept = ("theme", "audiences", "technique")
        found = {name: origin.values[name] for name in kept if name in origin.values}
        solution = solution or origin.solution
    if solution is not None:
        found["solution"] = solution.name
        for name in ("theme", "technique"):
            if value := getattr(solution, name):
                found.setdefault(name, value)
    return found


def whole(sheet: Deployment) -> tuple[int, int]:
    """Fields filled and asked for, over all open sections."""
    parts = standing(sheet)
    return sum(part.filled for part in parts), sum(part.expected for part in parts)


def last_author(*, sheet: Deployment) -> AuditEvent | None:
    """Who saved a section last, and when. One query."""
    return AuditEvent.objects.about(sheet).filter(verb="deployment.section_saved").first()


def origins(*, sheet: Deployment) -> list[Lineage]:
    """The uses that this one comes from. One query."""
    return list(sheet.origins.select_related("source", "source__territory"))


def uses_like(text: str, *, but: Deployment, most: int = 12) -> list[PublishedSheet]:
    """Published uses that hold each of the words, accents and plurals apart. One query."""
    wanted = typed_terms(text)
    if not wanted:
        return []
    found = PublishedSheet.objects.exclude(pk=but.pk)
    for term in wanted:
        found = found.filter(search_text__contains=f" {term.stem}=")
    return list(found.select_related("territory").order_by("territory_name", "title")[:most])


@dataclass(frozen=True)
class SourceLine:
    source: SheetSource
    about: str | Promise
    """The label of the field that it founds; empty for the whole sheet."""


def sources(*, sheet: Deployment) -> list[SourceLine]:
    """Where facts were read. One query."""
    return [SourceLine(one, BY_NAME[one.field].label if one.field in BY_NAME else "") for one in sheet.sources.all()]


def other_users(*, solution: Solution, but: Deployment) -> int:
    """How many other published uses rest on it. One query."""
    return solution.published_sheets.exclude(pk=but.pk).count()
