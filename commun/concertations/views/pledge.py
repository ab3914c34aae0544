"""The charter in a territory's workspace: sign it, prove it, withdraw; and the network's note of an announcement."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations.access import territory_of_slug
from commun.concertations.actions import charter as actions
from commun.concertations.actions.lifecycle import advance
from commun.concertations.enums import CommitmentState, State
from commun.concertations.forms.charter import AnnounceForm, EvidenceForm, SignForm, WithdrawForm
from commun.concertations.models import CharterVersion, Concertation, Pledge
from commun.concertations.queries.charter import charter_page, pledge_standing, waiting_for_the_charter
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt
from commun.core.errors import DomainError


@require(Permission.PLEDGE_SIGN, of=territory_of_slug)
@READ_OR_SEND
def pledge_sign(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    charter = CharterVersion.objects.current()
    form = SignForm(request.POST or None, charter=charter, territory=territory)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            actions.sign(territory=territory, charter=charter, by=request.user, **form.cleaned_data)
            messages.success(request, _("La charte est signée : la signature est publique dès maintenant."))
            return redirect("concertations:pledge_sign", slug=slug)
    standing = pledge_standing(territory=territory)
    context = {
        "territory": territory,
        "charter": charter_page(charter=charter),
        "standing": standing,
        "to_sign": standing is None or not standing.binds(charter),
        "waiting": waiting_for_the_charter(territory=territory),
        "form": form,
    }
    return render(request, "concertations/pledge_sign.html", context)


@require(Permission.CONCERTATION_PUBLISH, of=territory_of_slug)
@require_POST
def pledge_move_on(request: UserRequest, slug: str, concertation: str) -> HttpResponse:
    """The one click offered after signing: the concertation takes the step that the signature opened."""
    record = get_object_or_404(Concertation, territory__slug=slug, slug=concertation)
    attempt(
        request,
        lambda: advance(concertation=record, to=State.CHARTER_SIGNED, by=request.user),
        done=_("« %(title)s » peut maintenant être préparée.") % {"title": record.title},
    )
    return redirect("concertations:pledge_sign", slug=slug)


@require(Permission.PLEDGE_SIGN, of=territory_of_slug)
@READ_OR_SEND
def pledge_commitments(request: UserRequest, slug: str) -> HttpResponse:
    """The state of each commitment of the version signed last; one form, on the commitment chosen."""
    territory = territory_of_slug(slug=slug)
    standing = pledge_standing(territory=territory)
    if standing is None or standing.signature is None:
        return redirect("concertations:pledge_sign", slug=slug)
    chosen = request.GET.get("engagement", "")
    line = next((one for one in standing.commitments if one.code == chosen), None)
    if request.method == "POST" and line is None:
        raise Http404
    form = EvidenceForm(
        request.POST or None,
        territory=territory,
        initial={"state": line.state if line and line.latest else CommitmentState.PROVEN},
    )
    if request.method == "POST" and line is not None and form.is_valid():
        with RefusalsOn(form):
            actions.add_evidence(
                signature=standing.signature, commitment=line.commitment, by=request.user, **form.cleaned_data
            )
            messages.success(request, _("C’est enregistré, et public : engagement %(code)s.") % {"code": line.code})
            return redirect("concertations:pledge_commitments", slug=slug)
    context = {"territory": territory, "standing": standing, "line": line, "form": form}
    return render(request, "concertations/pledge_commitments.html", context)


@require(Permission.PLEDGE_SIGN, of=territory_of_slug)
@READ_OR_SEND
def pledge_withdraw(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            actions.withdraw(territory=territory, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Le retrait est enregistré ; son motif est public."))
            return redirect("concertations:pledge_sign", slug=slug)
    return render(request, "concertations/pledge_withdraw.html", {"territory": territory, "form": form})


@require(Permission.NETWORK_COORDINATE)
@READ_OR_SEND
def pledge_announce(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    standing = pledge_standing(territory=territory)
    initial = (
        {
            "announced_on": standing.announced_on_typed,
            "source_label": standing.source_label,
            "source_url": standing.source_url,
        }
        if standing
        else {}
    )
    form = AnnounceForm(request.POST or None, initial=initial)
    pledge: Pledge | None = Pledge.objects.filter(territory=territory).first()
    conflict: actions.PledgeChanged | None = None
    if request.method == "POST" and form.is_valid():
        try:
            seen = request.POST.get("version", "")
            actions.announce(territory=territory, by=request.user, seen=seen, **form.cleaned_data)
        except actions.PledgeChanged as changed:
            conflict, pledge = changed, changed.current
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("L’engagement annoncé par « %(name)s » est public.") % {"name": territory})
            return redirect(territory)
    context = {
        "territory": territory,
        "standing": standing,
        "form": form,
        "conflict": conflict,
        "version": actions.pledge_digest(pledge),
    }
    return render(request, "concertations/pledge_announce.html", context, status=409 if conflict else 200)
