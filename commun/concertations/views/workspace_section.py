"""One section of the canevas: read, filled in, saved as one goes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations import canevas, rules
from commun.concertations.access import territory_of_concertation
from commun.concertations.actions.concertation import SectionChanged, save_section, section_digest
from commun.concertations.canevas import Section
from commun.concertations.forms.canevas import AudienceFields, SectionForm, theirs
from commun.concertations.models import Concertation
from commun.concertations.presenters.canevas_page import field_links, groups_shown
from commun.concertations.queries.workspace import (
    first_signature_on,
    last_author,
    sections_standing,
    workspace_record,
)
from commun.core.attempts import READ_OR_SEND


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def section_edit(request: UserRequest, slug: str, section: Section) -> HttpResponse:
    here, record = section, workspace_record(slug=slug)
    form = SectionForm(request.POST or None, section=here, record=record)
    publics = AudienceFields(
        (request.POST or None) if here == Section.PRACTICAL else None, parts=record.audiences.all()
    )
    conflict: SectionChanged | None = None
    if request.method == "POST" and _is_valid(form, publics, here):
        try:
            saved = save_section(
                concertation=record,
                section=here,
                values=form.values(),
                audiences=publics.given() if here == Section.PRACTICAL else None,
                seen=request.POST.get("version", ""),
                by=request.user,
            )
        except SectionChanged as changed:
            conflict = changed
        except rules.InvalidRecord as invalid:
            form.add_faults(invalid.faults)
        else:
            return _saved(request, saved, here)
    shown = conflict.current if conflict else record
    differences = theirs(form, shown) if conflict else {}
    context = {
        "record": record,
        "section": here,
        "form": form,
        "publics": publics,
        "groups": groups_shown(
            here,
            record=record,
            form=form,
            audiences=publics,
            theirs=differences,
        ),
        "conflict": conflict,
        "differing": field_links(record, [canevas.BY_NAME[name] for name in differences]),
        "conflict_author": last_author(record=record) if conflict else None,
        "their_publics": canevas.BY_NAME["audiences"].display(shown) if conflict else "",
        "version": section_digest(shown, here),
        "standing": sections_standing(record=record),
        "missing": field_links(record, canevas.completeness(record, here).missing),
        "whole": canevas.completeness(record),
        "cautions": rules.cautions(record, signed_on=first_signature_on(territory=record.territory)),
    }
    return render(request, "concertations/workspace/section.html", context)


def _is_valid(form: SectionForm, publics: AudienceFields, here: Section) -> bool:
    """Both are read, so that every error is said at once."""
    checks = [form.is_valid()]
    if here == Section.PRACTICAL:
        checks.append(publics.is_valid())
    return all(checks)


def _saved(request: UserRequest, record: Concertation, here: Section) -> HttpResponse:
    messages.success(request, _("« %(section)s » : c’est enregistré.") % {"section": here.title})
    order = list(Section)
    following = order[order.index(here) + 1 :]
    if request.POST.get("then") != "next":
        return redirect("concertations:workspace_section", slug=record.slug, section=here.value)
    if following:
        return redirect("concertations:workspace_section", slug=record.slug, section=following[0].value)
    return redirect("concertations:workspace", slug=record.slug)
