"""What the pages of one sheet lead to, for who may open them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.accounts.workspace import desk_link, openable
from commun.core.declared import Text
from commun.library import sheet as sheets
from commun.library.fields import BY_NAME, Field, Section
from commun.library.forms.rows import OutcomeForm
from commun.library.models import CorrectionRequest, Deployment, Review
from commun.ui.components.navigation import Link


def page(sheet: Deployment, view: str, *more: str) -> str:
    return reverse(f"library:{view}", args=[sheet.slug, *more])


def sheet_links(*, user: User, sheet: Deployment) -> list[Link]:
    """The pages of one sheet. Two queries at most."""
    territory = sheet.territory
    links = [
        Link(territory.name, reverse("library:desk", args=[territory.slug])),
        Link(_("Vue d’ensemble"), page(sheet, "workspace")),
        Link(_("Étapes"), page(sheet, "workspace_stages")),
        Link(_("Résultats"), page(sheet, "workspace_results")),
        Link(_("Liens et documents"), page(sheet, "workspace_attachments")),
        Link(_("Qualification"), page(sheet, "qualification")),
        Link(_("Documents légaux"), page(sheet, "desk_papers")),
        Link(_("Filiation"), page(sheet, "workspace_lineage")),
        Link(_("Système"), page(sheet, "workspace_solution")),
        Link(_("Évaluations"), page(sheet, "evaluate")),
        Link(_("Corrections"), page(sheet, "workspace_corrections")),
        Link(_("Aperçu"), page(sheet, "workspace_preview")),
    ]
    return [desk_link(), *openable(links, user=user, territory=territory)]


@dataclass(frozen=True)
class SectionLine:
    """One section: open and why, or not yet asked for."""

    section: Section
    reason: str
    part: sheets.Completeness
    url: str

    @property
    def title(self) -> Text:
        return self.section.title

    @property
    def is_open(self) -> bool:
        return bool(self.reason)


def section_lines(sheet: Deployment) -> list[SectionLine]:
    """All sections in the order of the sheet."""
    return [
        SectionLine(
            section=section,
            reason=sheets.opening(section, sheet),
            part=sheets.completeness(sheet, section),
            url=page(sheet, "workspace_section", section.value),
        )
        for section in Section
    ]


def field_links(sheet: Deployment, missing: Iterable[Field]) -> list[Link]:
    """Each field and the box that fills it."""
    return [
        Link(str(one.label), f"{page(sheet, 'workspace_section', one.section.value)}#{anchor(one)}") for one in missing
    ]


def remark_links(sheet: Deployment, review: Review | None) -> list[Link]:
    """What an outsider said of each field, and the box that mends it."""
    told = review.field_remarks if review is not None and not review.is_readable else {}
    fields = [BY_NAME[name] for name in told if name in BY_NAME]
    return [
        Link(link.label, link.url, told[one.name]) for one, link in zip(fields, field_links(sheet, fields), strict=True)
    ]


@dataclass(frozen=True)
class CorrectionLine:
    """One request, the field that it speaks of and where it is filled, and the box of its outcome."""

    asked: CorrectionRequest
    label: str
    url: str
    form: OutcomeForm


def correction_lines(
    sheet: Deployment, asked: Iterable[CorrectionRequest], *, form: OutcomeForm | None, of: int
) -> list[CorrectionLine]:
    """`form` is the one just sent, for the request `of`."""
    found = []
    for one in asked:
        field = BY_NAME.get(one.field)
        place = field_links(sheet, [field])[0] if field else None
        box = form if form is not None and one.pk == of else OutcomeForm(auto_id=f"suite-{one.pk}-%s")
        found.append(CorrectionLine(one, place.label if place else "", place.url if place else "", box))
    return found


def anchor(one: Field) -> str:
    """The id of its box, or of the first of its boxes."""
    return f"id_{one.name}_0" if one.kind in ("choice", "choices", "yes_no") else f"id_{one.name}"
