"""What the coordination of the network sees of imports, reports and takedowns."""

from dataclasses import dataclass

from commun.deliberations.models import DeliberationImport, DeliberationReport, DeliberationSource, Takedown

SHOWN = 50
REASONS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One reading of a file; `reasons` counts what was wrong, the most frequent first."""

    record: DeliberationImport
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class DeskPage:
    reports: tuple[DeliberationReport, ...]
    imports: tuple[ImportLine, ...]
    takedowns: tuple[Takedown, ...]
    sources: tuple[DeliberationSource, ...]


def desk_page() -> DeskPage:
    """Four queries. Nothing here counts the decisions: there may be two million."""
    imports = DeliberationImport.objects.select_related("source")[:SHOWN]
    takedowns = Takedown.objects.select_related("deliberation__body").order_by("lifted_at", "-at")
    return DeskPage(
        reports=tuple(
            DeliberationReport.objects.filter(settled_at=None).select_related("deliberation__body").order_by("asked_at")
        ),
        imports=tuple(ImportLine(one, _reasons(one)) for one in imports),
        takedowns=tuple(takedowns[:SHOWN]),
        sources=tuple(DeliberationSource.objects.all()[:SHOWN]),
    )


def _reasons(record: DeliberationImport) -> tuple[tuple[str, int], ...]:
    counted = sorted(record.reasons.items(), key=lambda item: (-item[1], item[0]))
    return tuple(counted[:REASONS_SHOWN])
