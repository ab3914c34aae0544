"""The manifesto in the workspace of a territory: what it keeps of its words, amending, saying where one stands."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commun.accounts.access import UserRequest, require, territory_of_slug
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn
from commun.core.revisions import pieces_between
from commun.syntheses.actions import amendments, endorsements
from commun.syntheses.enums import AmendmentKind, Choice
from commun.syntheses.forms.endorsements import EndorseForm
from commun.syntheses.forms.manifesto import AmendForm, PositionForm, ReasonForm
from commun.syntheses.models import Amendment, Endorsement, ManifestoArticle, ManifestoVersion
from commun.syntheses.presenters import manifesto as shapes
from commun.syntheses.queries import manifesto_territory, manifesto_votes
from commun.syntheses.queries.manifesto_words import retained_of


@require(Permission.WORKSPACE_VIEW, of=territory_of_slug)
@require_http_methods(["GET", "HEAD"])
def home(request: UserRequest, slug: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    context = {
        "territory": territory,
        "retained": retained_of(territory=territory, with_the_rest=True),
        "page": manifesto_territory.territory_page(territory=territory),
        "rights": request.user.rights(territory),
        "may_amend": Permission.MANIFESTO_AMEND in request.user.rights(territory),
        "may_vote": Permission.MANIFESTO_VOTE in request.user.rights(territory),
    }
    return render(request, "syntheses/manifesto/territory/home.html", context)


@require(Permission.MANIFESTO_AMEND, of=territory_of_slug)
@READ_OR_SEND
def amend(request: UserRequest, slug: str, code: str, article: str) -> HttpResponse:
    """One paragraph, or the head of the article. « Voir la différence » shows it and keeps nothing."""
    territory = territory_of_slug(slug=slug)
    rows = ManifestoArticle.objects.filter(manifesto__in=ManifestoVersion.objects.public())
    found = get_object_or_404(rows.select_related("manifesto"), manifesto__code=code, code=article)
    key = request.GET.get("paragraphe", "")
    paragraph = get_object_or_404(found.paragraphs, key=key) if key else None
    form = AmendForm(request.POST or None, paragraph=paragraph)
    pieces = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kind = AmendmentKind(given["kind"])
        if "voir" in request.POST:
            before = paragraph.text if paragraph and kind != AmendmentKind.INSERT else ""
            pieces = pieces_between(before, "" if kind == AmendmentKind.DELETE else given["text"])
        else:
            with RefusalsOn(form):
                made = amendments.deposit(
                    article=found,
                    kind=kind,
                    paragraph=paragraph,
                    text=given["text"],
                    reason=given["reason"],
                    territory=territory,
                    by=request.user,
                )
                messages.success(request, _("%(amendment)s est déposé, et public.") % {"amendment": made.label})
                return redirect(made)
    context = {
        "territory": territory,
        "article": found,
        "paragraphs": found.paragraphs.all(),
        "paragraph": paragraph,
        "form": form,
        "pieces": pieces,
        "is_chosen": paragraph is not None or "debut" in request.GET,
    }
    return render(request, "syntheses/manifesto/territory/amend.html", context)


@require(Permission.MANIFESTO_AMEND, of=territory_of_slug)
@READ_OR_SEND
def amendment_withdraw(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    found = get_object_or_404(Amendment.objects.select_related("manifesto"), uid=uid, territory=territory)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            amendments.withdraw(amendment=found, by=request.user, **form.cleaned_data)
            messages.success(request, _("L’amendement est retiré ; il reste lisible, avec son motif."))
            return redirect("syntheses:manifesto_of_territory", slug=slug)
    context = {"territory": territory, "form": form, "title": _("Retirer « %(what)s »") % {"what": found.label}}
    return render(request, "syntheses/manifesto/territory/form.html", context)


@require(Permission.MANIFESTO_VOTE, of=territory_of_slug)
@READ_OR_SEND
def position(request: UserRequest, slug: str, code: str) -> HttpResponse:
    """Where the territory stands on the text."""
    found = get_object_or_404(ManifestoVersion.objects.public(), code=code)
    return _position(request, slug, found, None)


@require(Permission.MANIFESTO_VOTE, of=territory_of_slug)
@READ_OR_SEND
def amendment_position(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    """Where the territory stands on one amendment."""
    found = get_object_or_404(Amendment.objects.select_related("manifesto"), uid=uid)
    return _position(request, slug, found.manifesto, found)


def _position(
    request: UserRequest, slug: str, manifesto: ManifestoVersion, amendment: Amendment | None
) -> HttpResponse:
    territory = territory_of_slug(slug=slug)
    now = manifesto_votes.current_position(manifesto=manifesto, territory=territory, amendment=amendment)
    form = PositionForm(request.POST or None, initial={"choice": now.choice, "reason": now.reason} if now else {})
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            amendments.take_position(
                manifesto=manifesto,
                amendment=amendment,
                territory=territory,
                choice=Choice(form.cleaned_data["choice"]),
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
            messages.success(request, _("La position de « %(name)s » est publique.") % {"name": territory.name})
            return redirect("syntheses:manifesto_of_territory", slug=slug)
    shown = shapes.amendment(manifesto_votes.amendment_page(amendment), manifesto) if amendment else None
    context = {
        "territory": territory,
        "manifesto": manifesto,
        "amendment": shown,
        "form": form,
        "now": now,
        "rule": shapes.amendment_rule(manifesto) if amendment else shapes.text_rule(manifesto),
    }
    return render(request, "syntheses/manifesto/territory/position.html", context)


@require(Permission.MANIFESTO_VOTE, of=territory_of_slug)
@READ_OR_SEND
def endorse(request: UserRequest, slug: str) -> HttpResponse:
    """Put the territory's name under the version in force; or take it back, saying why."""
    territory = territory_of_slug(slug=slug)
    manifesto = ManifestoVersion.objects.in_force(fictional=territory.is_fictional)
    standing = Endorsement.objects.standing().filter(territory=territory, manifesto=manifesto).first()
    form = (ReasonForm if standing else EndorseForm)(request.POST or None)
    if request.method == "POST" and manifesto is not None and form.is_valid():
        with RefusalsOn(form):
            if standing is not None:
                endorsements.withdraw(endorsement=standing, by=request.user, **form.cleaned_data)
            else:
                endorsements.endorse_manifesto(
                    manifesto=manifesto, territory=territory, by=request.user, **form.cleaned_data
                )
            messages.success(request, _("C’est enregistré, et public."))
            return redirect("syntheses:manifesto_of_territory", slug=slug)
    context = {"territory": territory, "manifesto": manifesto, "standing": standing, "form": form}
    return render(request, "syntheses/manifesto/territory/endorse.html", context)
