""" "Ce que la synthèse retient de vous": what a contributing territory reads, and says, before everyone."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require, territory_of_slug
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn
from commun.syntheses.actions import endorsements
from commun.syntheses.actions import syntheses as actions
from commun.syntheses.enums import SynthesisState
from commun.syntheses.forms.endorsements import EndorseForm
from commun.syntheses.forms.manifesto import ReasonForm
from commun.syntheses.forms.preview import CommentForm
from commun.syntheses.models import Contributor, Endorsement, Synthesis
from commun.syntheses.presenters.thread import thread_of
from commun.syntheses.queries.findings import finding_page
from commun.syntheses.queries.preview import what_is_retained
from commun.territories.models import Territory


def _contributor(slug: str, uid: str) -> Contributor:
    """The part of a territory in a synthesis that it may read; 404 for any other, as if there were none."""
    told = Contributor.objects.exclude(synthesis__state=SynthesisState.DRAFT)
    return get_object_or_404(told.select_related("synthesis", "territory"), territory__slug=slug, synthesis__uid=uid)


@require(Permission.SYNTHESIS_COMMENT, of=territory_of_slug)
@require_safe
def territory_syntheses(request: UserRequest, slug: str) -> HttpResponse:
    """Those that read this territory's words, the last first."""
    territory = territory_of_slug(slug=slug)
    held = (
        Contributor.objects.filter(territory=territory)
        .exclude(synthesis__state=SynthesisState.DRAFT)
        .select_related("synthesis")
        .order_by("-synthesis__preview_opened_at")
    )
    others = Synthesis.objects.public().filter(is_fictional=territory.is_fictional)
    supports = Endorsement.objects.standing().filter(territory=territory)
    context = {
        "territory": territory,
        "held": held,
        "others": others.exclude(contributors__territory=territory).order_by("-published_at"),
        "supported": set(supports.values_list("synthesis", flat=True)),
    }
    return render(request, "syntheses/workspace/territory.html", context)


@require(Permission.SYNTHESIS_COMMENT, of=territory_of_slug)
@READ_OR_SEND
def preview(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    contributor = _contributor(slug, uid)
    form = CommentForm(request.POST or None, synthesis=contributor.synthesis, auto_id="general_%s")
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            actions.comment(contributor=contributor, by=request.user, **form.cleaned_data)
            messages.success(request, _("Votre commentaire est enregistré : la coordination vous répondra ici."))
            return redirect(f"{request.path}#commentaires")
    context = {
        "territory": contributor.territory,
        "synthesis": contributor.synthesis,
        "contributor": contributor,
        "page": what_is_retained(contributor=contributor),
        "standing": _support(contributor.territory, contributor.synthesis),
        "form": form,
    }
    return render(request, "syntheses/workspace/preview.html", context)


@require(Permission.SYNTHESIS_COMMENT, of=territory_of_slug)
@READ_OR_SEND
def preview_finding(request: UserRequest, slug: str, uid: str, finding: str) -> HttpResponse:
    """A finding, as it will be public, and what the territory says of it."""
    contributor = _contributor(slug, uid)
    here = get_object_or_404(contributor.synthesis.findings, slug=finding)
    form = CommentForm(
        request.POST or None, synthesis=contributor.synthesis, initial={"finding": here.pk}, prefix="constat"
    )
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            actions.comment(contributor=contributor, by=request.user, finding=here, text=form.cleaned_data["text"])
            messages.success(request, _("Votre commentaire est enregistré : la coordination vous répondra ici."))
            return redirect(f"{request.path}#commentaires")
    page = finding_page(finding=here, public_only=False)
    context = {
        "territory": contributor.territory,
        "synthesis": contributor.synthesis,
        "contributor": contributor,
        "finding": here,
        "page": page,
        "evidence": page.evidence,
        "knots": thread_of(here, counted=page.counted, chain=page.chain, articles=(), proofs_url="#preuves"),
        "comments": contributor.comments.filter(finding=here),
        "form": form,
    }
    return render(request, "syntheses/workspace/preview_finding.html", context)


@require(Permission.SYNTHESIS_COMMENT, of=territory_of_slug)
@require_POST
def say_enough(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    contributor = _contributor(slug, uid)
    actions.say_enough(contributor=contributor, by=request.user)
    messages.success(request, _("C’est dit : votre territoire n’a plus rien à ajouter. Un commentaire le rouvrirait."))
    return redirect("syntheses:preview", slug=slug, uid=uid)


@require(Permission.MANIFESTO_VOTE, of=territory_of_slug)
@READ_OR_SEND
def endorse(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    """A territory, contributing or not, puts its name under a public synthesis; or takes it back, saying why."""
    territory = territory_of_slug(slug=slug)
    synthesis = _endorsable(territory, uid)
    standing = _support(territory, synthesis)
    form = (ReasonForm if standing else EndorseForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            if standing is not None:
                endorsements.withdraw(endorsement=standing, by=request.user, **form.cleaned_data)
            else:
                endorsements.endorse_synthesis(
                    synthesis=synthesis, territory=territory, by=request.user, **form.cleaned_data
                )
            messages.success(request, _("C’est enregistré, et public."))
            return redirect(synthesis)
    context: dict[str, Any] = {"territory": territory, "synthesis": synthesis, "standing": standing, "form": form}
    return render(request, "syntheses/workspace/endorse.html", context)


def _support(territory: Territory, synthesis: Synthesis) -> Endorsement | None:
    """The support that it gives now."""
    return Endorsement.objects.standing().filter(territory=territory, synthesis=synthesis).first()


def _endorsable(territory: Territory, uid: str) -> Synthesis:
    synthesis = Synthesis.objects.public().filter(uid=uid, is_fictional=territory.is_fictional).first()
    if synthesis is None:
        raise Http404
    return synthesis
