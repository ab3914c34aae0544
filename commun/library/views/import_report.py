"""What each owner has to correct: seen by the network for all, by a territory for itself, with its choices to make."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from commun.accounts.access import UserRequest, require, territory_of_slug
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND
from commun.core.errors import DomainError
from commun.library.actions.import_reports import receivers, report_text, send_report
from commun.library.actions.imports import settle_difference
from commun.library.models import ImportedRow
from commun.library.presenters.imports import kinds
from commun.library.queries import imports as queries


@require(Permission.LIBRARY_COORDINATE)
@require_safe
def network_report(request: UserRequest) -> HttpResponse:
    reports = queries.owner_reports()
    context = {"reports": reports, "kinds": kinds(queries.remark_counts(reports))}
    return render(request, "library/imports/reports.html", context)


@require(Permission.LIBRARY_COORDINATE)
@READ_OR_SEND
def network_owner(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    found = queries.owner_reports(territory=territory)
    if not found:
        raise Http404
    [report] = found
    if request.method == "POST":
        try:
            count = send_report(report=report, by=request.user)
        except DomainError as refusal:
            messages.warning(request, refusal.message)
        else:
            text = ngettext("Envoyé à %(count)d personne.", "Envoyé à %(count)d personnes.", count)
            messages.success(request, text % {"count": count})
        return redirect("library:import_owner", slug=slug)
    context = {
        "report": report,
        "territory": territory,
        "text": report_text(report),
        "may_be_sent": bool(receivers(report)),
    }
    return render(request, "library/imports/owner.html", context)


@require(Permission.LIBRARY_EDIT, of=territory_of_slug)
@require_safe
def territory_report(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    found = queries.owner_reports(territory=territory, is_for_owner=True)
    context = {"territory": territory, "report": found[0] if found else None}
    return render(request, "library/imports/territory_report.html", context)


@require(Permission.LIBRARY_EDIT, of=territory_of_slug)
@require_http_methods(["POST"])
def territory_settle(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    row = get_object_or_404(ImportedRow, pk=pk, sheet__territory=territory)
    name, takes_file = request.POST.get("champ", ""), request.POST.get("garder") == "fichier"
    try:
        settle_difference(row=row, name=name, takes_file=takes_file, by=request.user)
    except DomainError as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(
            request,
            _("La fiche prend ce que dit le fichier ; publiez-la pour que tout le monde le lise.")
            if takes_file
            else _("La fiche reste comme vous l’avez écrite."),
        )
    return redirect("library:territory_import_report", slug=slug)
