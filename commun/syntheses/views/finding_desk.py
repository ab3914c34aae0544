"""Findings as the network writes them: from a group, to a sentence that a person signs, and after."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt
from commun.core.errors import DomainError, EditConflict
from commun.syntheses.actions import findings as actions
from commun.syntheses.actions import flags
from commun.syntheses.enums import FindingKind, FindingState
from commun.syntheses.forms.preview import (
    DraftForm,
    FindingForm,
    RestForm,
    SettleForm,
    SignForm,
    WeighForm,
    WithdrawForm,
)
from commun.syntheses.models import Finding, FindingFlag, Group
from commun.syntheses.queries.desk import finding_desk
from commun.syntheses.queries.evidence import counts_of, quotes_of
from commun.syntheses.queries.findings import finding_page

PROOFS_PAGE = 50


@require(Permission.SYNTHESIS_EDIT)
@require_safe
def desk(request: UserRequest) -> HttpResponse:
    """All findings by where they stand, those to read again first."""
    return render(request, "syntheses/workspace/findings.html", {"desk": finding_desk()})


@require(Permission.SYNTHESIS_EDIT)
@READ_OR_SEND
def draft(request: UserRequest, pk: int) -> HttpResponse:
    """A group becomes a finding."""
    group = get_object_or_404(Group.objects.select_related("corpus"), pk=pk, is_gone=False)
    form = DraftForm(request.POST or None, initial={"title": group.title})
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            finding = actions.draft(
                group=group,
                kind=FindingKind(form.cleaned_data["kind"]),
                title=form.cleaned_data["title"],
                by=request.user,
            )
            messages.success(request, _("Le brouillon est créé : relisez ses preuves, puis signez-le."))
            return redirect("syntheses:finding_edit", uid=finding.uid)
    context = {"group": group, "form": form, "count": group.items.count(), "part": actions.machine_part(group)}
    return render(request, "syntheses/workspace/draft.html", context)


@require(Permission.SYNTHESIS_EDIT)
@READ_OR_SEND
def edit(request: UserRequest, uid: str) -> HttpResponse:
    """Its words; its proofs, signature and history stand beside."""
    finding = get_object_or_404(Finding, uid=uid)
    form = FindingForm(request.POST or None, finding=finding)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(
                finding=finding,
                text=form.text_of(),
                seen=form.cleaned_data["version"],
                reason=form.cleaned_data.get("reason", ""),
                by=request.user,
            )
        except EditConflict as conflict:
            return _conflict(request, finding, form, conflict)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("syntheses:finding_edit", uid=uid)
    return _show(request, finding, form)


def _conflict(request: UserRequest, finding: Finding, form: FindingForm, conflict: EditConflict) -> HttpResponse:
    """What was typed stays; the text of now stands above, and saving again replaces it knowingly."""
    finding.refresh_from_db()
    data = request.POST.copy()
    data["version"] = str(finding.version)
    again = FindingForm(data, finding=finding)
    again.add_error(
        None,
        _("%(what)s Son texte d’à présent est ci-dessus ; le vôtre est gardé ci-dessous.") % {"what": conflict.message},
    )
    return _show(request, finding, again, is_conflict=True, status=409)


def _show(
    request: UserRequest, finding: Finding, form: FindingForm, *, is_conflict: bool = False, status: int = 200
) -> HttpResponse:
    page = finding_page(finding=finding, public_only=False)
    version = {"version": finding.version}
    context = {
        "finding": finding,
        "page": page,
        "evidence": page.evidence,
        "form": form,
        "is_conflict": is_conflict,
        "sign_form": SignForm(initial=version, prefix="signer") if finding.state == FindingState.DRAFT else None,
        "rest_form": RestForm(finding=finding, prefix="appuis") if finding.is_recommendation else None,
        "open_flags": [flag for flag in page.flags if flag.settled_at is None],
        "can_withdraw": finding.state == FindingState.PUBLIC,
    }
    return render(request, "syntheses/workspace/finding.html", context, status=status)


@require(Permission.SYNTHESIS_EDIT)
@READ_OR_SEND
def proofs(request: UserRequest, uid: str) -> HttpResponse:
    """What each sentence says of it, and which ones are quoted."""
    finding = get_object_or_404(Finding, uid=uid)
    counted = counts_of([finding.pk])[finding.pk]
    page = Paginator(range(counted.takeaways), PROOFS_PAGE).get_page(request.GET.get("page"))
    start = (page.number - 1) * PROOFS_PAGE
    quotes = quotes_of(finding.pk, start=start, stop=start + PROOFS_PAGE)
    form = WeighForm(request.POST or None, finding=finding, quotes=quotes)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            actions.weigh(finding=finding, by=request.user, **form.decided())
            messages.success(request, _("C’est enregistré."))
            return redirect(request.get_full_path())
    context = {"finding": finding, "counted": counted, "form": form, "page": page}
    return render(request, "syntheses/workspace/proofs.html", context)


@require(Permission.SYNTHESIS_EDIT)
@require_http_methods(["POST"])
def rest(request: UserRequest, uid: str) -> HttpResponse:
    finding = get_object_or_404(Finding, uid=uid)
    form = RestForm(request.POST, finding=finding, prefix="appuis")
    if form.is_valid():
        attempt(
            request,
            lambda: actions.rest(
                finding=finding, on=list(form.cleaned_data["on"]), seen=form.cleaned_data["version"], by=request.user
            ),
            done=_("C’est enregistré."),
        )
    return redirect("syntheses:finding_edit", uid=uid)


@require(Permission.SYNTHESIS_EDIT)
@require_http_methods(["POST"])
def sign(request: UserRequest, uid: str) -> HttpResponse:
    finding = get_object_or_404(Finding, uid=uid)
    form = SignForm(request.POST, prefix="signer")
    if form.is_valid():
        attempt(
            request,
            lambda: actions.sign(finding=finding, seen=form.cleaned_data["version"], by=request.user),
            done=_("C’est signé : ce constat peut entrer dans une synthèse."),
        )
    else:
        messages.error(request, _("Pour signer, cochez que vous avez lu les phrases citées."))
    return redirect("syntheses:finding_edit", uid=uid)


@require(Permission.SYNTHESIS_PUBLISH)
@READ_OR_SEND
def withdraw(request: UserRequest, uid: str) -> HttpResponse:
    finding = get_object_or_404(Finding.objects.standing(), uid=uid)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            actions.withdraw(finding=finding, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Ce constat est retiré ; sa page le dit, avec votre motif."))
            return redirect(finding)
    return render(request, "syntheses/workspace/withdraw.html", {"finding": finding, "form": form})


@require(Permission.SYNTHESIS_EDIT)
@READ_OR_SEND
def settle(request: UserRequest, pk: int) -> HttpResponse:
    """Read a flagged finding again, and say what was decided."""
    flag = get_object_or_404(
        FindingFlag.objects.select_related("finding", "takeaway__concertation__territory", "cited"), pk=pk
    )
    form = SettleForm(request.POST or None)
    if flag.takeaway is None:
        del form.fields["keep"]
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            flags.settle(
                flag=flag,
                settlement=form.cleaned_data["settlement"],
                keep=form.cleaned_data.get("keep", True),
                by=request.user,
            )
            messages.success(request, _("C’est tranché ; la page du constat le dit."))
            return redirect("syntheses:finding_edit", uid=flag.finding.uid)
    errata = flag.takeaway.errata.order_by("-at", "-pk") if flag.takeaway else ()
    context: dict[str, Any] = {"flag": flag, "finding": flag.finding, "form": form, "errata": errata}
    return render(request, "syntheses/workspace/settle.html", context)
