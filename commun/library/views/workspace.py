"""One sheet at work: where it stands and what comes next, then its sections one by one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND
from commun.library import sheet as sheets
from commun.library.access import territory_of_sheet
from commun.library.actions.sheets import InvalidSheet, SectionChanged, open_section, save_section, section_digest
from commun.library.fields import Section
from commun.library.forms.release import NextCheckForm
from commun.library.forms.sheet import SectionForm, theirs
from commun.library.models import Deployment
from commun.library.presenters.workspace import field_links, page, remark_links, section_lines
from commun.library.queries import desk as queries
from commun.library.queries.preview import waits_for_publication
from commun.library.reviewing import review_standing


def _section_or_404(value: str) -> Section:
    try:
        return Section(value)
    except ValueError as unknown:
        raise Http404 from unknown


@require(Permission.WORKSPACE_VIEW, of=territory_of_sheet)
@require_safe
def overview(request: UserRequest, slug: str) -> HttpResponse:
    sheet = queries.workspace_sheet(slug=slug)
    rights = request.user.rights(sheet.territory)
    context = {
        "sheet": sheet,
        "lines": section_lines(sheet),
        "missing_first": field_links(sheet, sheets.missing_first(sheet)),
        "whole": queries.whole(sheet),
        "is_to_check": sheet.is_to_check(timezone.localdate()),
        "check_form": NextCheckForm(initial={"next_check_on": sheet.next_check_on}),
        "waits": waits_for_publication(sheet=sheet),
        "review": (standing := review_standing(sheet)),
        "field_remarks": remark_links(sheet, standing.last),
        "open_corrections": sheet.corrections.filter(settled_at=None).count(),
        "may_edit": Permission.LIBRARY_EDIT in rights,
        "may_publish": Permission.LIBRARY_PUBLISH in rights,
        "may_ask_for_network": Permission.LIBRARY_COORDINATE in rights,
    }
    return render(request, "library/workspace/overview.html", context)


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@READ_OR_SEND
def section_edit(request: UserRequest, slug: str, section: str) -> HttpResponse:
    here, sheet = _section_or_404(section), queries.workspace_sheet(slug=slug)
    form = SectionForm(request.POST or None, section=here, sheet=sheet)
    conflict: SectionChanged | None = None
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_section(
                sheet=sheet,
                section=here,
                values=form.values(),
                circles=form.circles(),
                seen=request.POST.get("version", ""),
                by=request.user,
            )
        except SectionChanged as changed:
            conflict = changed
        except InvalidSheet as invalid:
            form.add_faults(invalid.faults, circles=invalid.circles)
        else:
            return _saved(request, saved, here)
    shown = conflict.current if conflict else sheet
    differences = theirs(form, shown) if conflict else {}
    boxes = list(form.boxes(theirs=differences))
    part = sheets.completeness(sheet, here)
    context = {
        "sheet": sheet,
        "section": here,
        "reason": sheets.opening(here, sheet),
        "form": form,
        "boxes": [box for box in boxes if box.field.applies(sheet)],
        "other_boxes": [box for box in boxes if not box.field.applies(sheet)],
        "conflict": conflict,
        "conflict_author": queries.last_author(sheet=sheet) if conflict else None,
        "differing": [box.field for box in boxes if box.theirs],
        "version": section_digest(shown, here),
        "part": part,
        "missing": field_links(sheet, part.missing),
        "lines": section_lines(sheet),
        "whole": queries.whole(sheet),
    }
    return render(request, "library/workspace/section.html", context)


def _saved(request: UserRequest, sheet: Deployment, here: Section) -> HttpResponse:
    messages.success(request, _("« %(section)s » : c’est enregistré.") % {"section": here.title})
    if request.POST.get("then") != "next":
        return redirect(page(sheet, "workspace_section", here.value))
    opened = sheets.open_sections(sheet)
    following = next((one for one in list(Section)[list(Section).index(here) + 1 :] if one in opened), None)
    return redirect(page(sheet, "workspace_section", following.value) if following else page(sheet, "workspace"))


@require(Permission.LIBRARY_EDIT, of=territory_of_sheet)
@require_POST
def section_open(request: UserRequest, slug: str, section: str) -> HttpResponse:
    here, sheet = _section_or_404(section), queries.workspace_sheet(slug=slug)
    open_section(sheet=sheet, section=here, by=request.user)
    return redirect(page(sheet, "workspace_section", here.value))
