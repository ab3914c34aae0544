"""The network's workspace: the whole country in one table, its file, a message to a référent, territories by hand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations.access import territory_of_slug
from commun.concertations.actions.contact import NotSent, write_to_referents
from commun.concertations.forms.contact import NetworkMessageForm
from commun.concertations.forms.network import NetworkFilterForm
from commun.concertations.presenters.network import attention_links, rows
from commun.concertations.queries.network import all_lines, network_counts, network_table
from commun.core.attempts import READ_OR_SEND, RefusalsOn
from commun.core.errors import DomainError
from commun.core.spreadsheets import write_csv
from commun.territories import actions as territories
from commun.territories.forms import TerritoryForm


@require(Permission.NETWORK_VIEW)
@require_safe
def network(request: UserRequest) -> HttpResponse:
    form, today = NetworkFilterForm(request.GET), timezone.localdate()
    table = network_table(filters=form.filters, page=request.GET.get("page", 1), on=today)
    form.show_counts(network_counts(on=today))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "table": table,
        "attention": attention_links(form),
        "may_write": request.user.may(Permission.NETWORK_COORDINATE),
        "query": query.urlencode(),
    }
    return render(request, "concertations/network.html", context)


@require(Permission.NETWORK_VIEW)
@require_safe
def network_csv(request: UserRequest) -> HttpResponse:
    """The same rows as the page, filters included. For the network: it names drafts."""
    lines = all_lines(filters=NetworkFilterForm(request.GET).filters, on=timezone.localdate())
    response = HttpResponse(write_csv(rows(lines)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="reseau-{timezone.localdate().isoformat()}.csv"'
    return response


@require(Permission.NETWORK_COORDINATE)
@READ_OR_SEND
def network_message(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    form = NetworkMessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            write_to_referents(
                territory=territory, subject=given["subject"].strip(), message=given["message"], by=request.user
            )
        except NotSent as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Le message est parti vers « %(name)s ».") % {"name": territory})
            return redirect("concertations:network")
    return render(request, "concertations/network_message.html", {"territory": territory, "form": form})


@require(Permission.TERRITORY_CREATE)
@READ_OR_SEND
def territory_new(request: UserRequest) -> HttpResponse:
    """A body that no official list holds: codev, university, foreign city…"""
    form = TerritoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            territory = territories.create_territory(
                by=request.user, by_role=request.user.signature(), **form.cleaned_data
            )
            messages.success(
                request, _("« %(name)s » est entré. Notez maintenant son engagement.") % {"name": territory}
            )
            return redirect("concertations:pledge_announce", slug=territory.slug)
    return render(request, "concertations/territory_form.html", {"form": form})


@require(Permission.TERRITORY_CREATE)
@READ_OR_SEND
def territory_correct(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    form = TerritoryForm(request.POST or None, territory=territory)
    version, theirs = territories.territory_digest(territory), []
    if request.method == "POST" and form.is_valid():
        try:
            territories.correct_territory(
                territory=territory,
                by=request.user,
                by_role=request.user.signature(),
                seen=request.POST.get("version", ""),
                **form.cleaned_data,
            )
        except territories.TerritoryChanged as changed:
            version, theirs = territories.territory_digest(changed.current), form.theirs(changed.current)
            form.add_error(None, changed.message)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("La fiche de « %(name)s » est à jour.") % {"name": territory})
            return redirect(territory)
    context = {"form": form, "territory": territory, "version": version, "theirs": theirs}
    return render(request, "concertations/territory_form.html", context)
