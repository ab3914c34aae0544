"""The charter: read in its current version or an earlier one, compared, and published anew."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import UserRequest, public, require
from commun.accounts.enums import Permission
from commun.concertations.actions import charter as actions
from commun.concertations.enums import CommitmentState
from commun.concertations.forms.charter import CharterForm, CommitmentFormSet, EvidenceForm, written_commitments
from commun.concertations.models import CharterVersion
from commun.concertations.queries.charter import charter_changes, charter_page, network_standings
from commun.core.attempts import READ_OR_SEND, RefusalsOn


def _current() -> CharterVersion:
    try:
        return CharterVersion.objects.current()
    except CharterVersion.DoesNotExist:
        raise Http404(_("Aucune version de la charte n’est publiée.")) from None


@public
@require_safe
def charter_current(request: HttpRequest) -> HttpResponse:
    return _show(request, _current())


@public
@require_safe
def charter_version(request: HttpRequest, number: str) -> HttpResponse:
    return _show(request, get_object_or_404(CharterVersion.objects.published(), number=number))


def _show(request: HttpRequest, charter: CharterVersion) -> HttpResponse:
    page = charter_page(charter=charter, page=request.GET.get("page", 1))
    return render(request, "concertations/charter.html", {"charter": page})


@public
@require_safe
def charter_compare(request: HttpRequest, old: str, new: str) -> HttpResponse:
    """What version `new` says differently from version `old`."""
    published = CharterVersion.objects.published()
    before, after = get_object_or_404(published, number=old), get_object_or_404(published, number=new)
    context = {"old": before, "new": after, "changes": charter_changes(old=before, new=after)}
    return render(request, "concertations/charter_compare.html", context)


@require(Permission.CHARTER_EDIT)
@READ_OR_SEND
def charter_new(request: UserRequest) -> HttpResponse:
    current = _current()
    form = CharterForm(request.POST or None, initial={"title": current.title, "introduction": current.introduction})
    lines = [
        {"code": one.code, "phase": one.phase, "text": one.text, "proof": one.expected_proof}
        for one in current.commitments.all()
    ]
    formset = CommitmentFormSet(request.POST or None, prefix="engagements", initial=lines)
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        with RefusalsOn(form):
            version = actions.publish_charter(text=form.text(written_commitments(formset)), by=request.user)
            messages.success(
                request,
                _("La version %(number)s est publiée : c’est elle que l’on signe désormais.")
                % {"number": version.number},
            )
            return redirect(version)
    return render(request, "concertations/charter_new.html", {"form": form, "formset": formset, "current": current})


@require(Permission.NETWORK_COORDINATE)
@READ_OR_SEND
def network_commitments(request: UserRequest) -> HttpResponse:
    """The state of each commitment of the network in one version (the current one, or `?version=`)."""
    published = CharterVersion.objects.published()
    number = request.GET.get("version", "")
    charter = get_object_or_404(published, number=number) if number else _current()
    commitments = network_standings(charter=charter)
    line = next((one for one in commitments if one.code == request.GET.get("engagement", "")), None)
    if request.method == "POST" and line is None:
        raise Http404
    known = line.state if line and line.latest else CommitmentState.PROVEN
    form = EvidenceForm(request.POST or None, territory=None, initial={"state": known})
    if request.method == "POST" and line is not None and form.is_valid():
        with RefusalsOn(form):
            actions.add_network_evidence(commitment=line.commitment, by=request.user, **form.cleaned_data)
            messages.success(request, _("C’est enregistré, et public : engagement %(code)s.") % {"code": line.code})
            return redirect(f"{reverse('concertations:network_commitments')}?version={charter.number}")
    context = {"charter": charter, "versions": published, "commitments": commitments, "line": line, "form": form}
    return render(request, "concertations/network_commitments.html", context)
