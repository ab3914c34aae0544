"""Writing the manifesto, in the workspace of the network: versions, a draft, its public life."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt, seen_version
from commun.core.errors import DomainError
from commun.syntheses.actions import amendments, manifesto
from commun.syntheses.enums import ManifestoState
from commun.syntheses.forms.manifesto import AdoptionForm, AnswerForm, FrameForm, ReconcileForm, UntilForm
from commun.syntheses.models import Amendment, ManifestoPosition, ManifestoVersion
from commun.syntheses.presenters import manifesto as shapes
from commun.syntheses.queries import manifesto_desk as queries
from commun.syntheses.queries import manifesto_votes


def version_or_404(code: str) -> ManifestoVersion:
    return get_object_or_404(ManifestoVersion.objects.select_related("previous"), code=code)


def draft_or_404(code: str) -> ManifestoVersion:
    return get_object_or_404(ManifestoVersion.objects.drafts().select_related("previous"), code=code)


@require(Permission.MANIFESTO_EDIT)
@READ_OR_SEND
def desk(request: UserRequest) -> HttpResponse:
    """The versions. A POST opens the draft of the next one, of the real text or of the invented one."""
    if request.method == "POST":
        try:
            made = manifesto.draft_next(by=request.user, fictional=request.POST.get("exemple") == "1")
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("syntheses:manifesto_desk")
        return redirect("syntheses:manifesto_draft", code=made.code)
    return render(request, "syntheses/manifesto/workspace/desk.html", {"desk": queries.desk()})


@require(Permission.MANIFESTO_EDIT)
@require_http_methods(["GET", "HEAD"])
def draft(request: UserRequest, code: str) -> HttpResponse:
    """A version at work: its text, what waits, and the next step."""
    found = version_or_404(code)
    vote = manifesto_votes.vote_on_text(found)
    context = {
        "page": queries.draft_page(found),
        "manifesto": found,
        "vote": vote,
        "counted": shapes.counted(vote.result) if vote else "",
        "outcome": shapes.outcome_words(vote.result) if vote else "",
        "until_form": UntilForm(),
        "adoption_form": AdoptionForm(),
    }
    return render(request, "syntheses/manifesto/workspace/draft.html", context)


@require(Permission.MANIFESTO_EDIT)
@READ_OR_SEND
def frame(request: UserRequest, code: str) -> HttpResponse:
    found = draft_or_404(code)
    initial = {name: getattr(found, name) for name in manifesto.FRAME}
    form = FrameForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            manifesto.save_frame(manifesto=found, seen=seen_version(request), values=form.cleaned_data, by=request.user)
        except manifesto.FrameChanged as changed:
            form.add_error(None, changed.message)
            found, status = changed.current, 409
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("syntheses:manifesto_draft", code=code)
    context = {"manifesto": found, "form": form, "version": found.version, "title": _("Titre, préambule et règles")}
    return render(request, "syntheses/manifesto/workspace/form.html", context, status=status)


@require(Permission.MANIFESTO_EDIT)
@require_POST
def step(request: UserRequest, code: str, step: str) -> HttpResponse:
    """Open or close amendments or the vote: the dates are typed, the results never are."""
    found = version_or_404(code)
    try:
        if step in ("ouvrir-amendements", "ouvrir-vote"):
            form = UntilForm(request.POST)
            if not form.is_valid():
                raise DomainError(_("Dites jusqu’à quel jour."))
            action = manifesto.open_amendments if step == "ouvrir-amendements" else manifesto.open_vote
            action(manifesto=found, until=form.cleaned_data["until"], by=request.user)
        elif step == "clore-amendements":
            manifesto.close_amendments(manifesto=found, by=request.user)
        else:
            adoption = AdoptionForm(request.POST)
            if not adoption.is_valid():
                raise DomainError(_("Écrivez le jour ainsi : 11/03/2025 (jour, mois, année)."))
            manifesto.close_vote(manifesto=found, by=request.user, **adoption.cleaned_data)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("C’est fait, et public."))
    return redirect("syntheses:manifesto_draft", code=code)


@require(Permission.MANIFESTO_EDIT)
@READ_OR_SEND
def discard(request: UserRequest, code: str) -> HttpResponse:
    found = draft_or_404(code)
    if request.method == "POST":
        attempt(
            request,
            lambda: manifesto.discard(manifesto=found, by=request.user),
            done=_("Le projet est abandonné ; les versions publiques ne changent pas."),
        )
        return redirect("syntheses:manifesto_desk")
    context = {
        "manifesto": found,
        "title": _("Abandonner ce projet ?"),
        "detail": _("Son texte disparaît. Les amendements qu’il avait pris attendront un autre projet."),
        "button": _("Abandonner le projet"),
    }
    return render(request, "syntheses/manifesto/workspace/confirm.html", context)


@require(Permission.MANIFESTO_EDIT)
@READ_OR_SEND
def integrate(request: UserRequest, code: str) -> HttpResponse:
    """The carried amendments, paragraph by paragraph: taken as they are, or honoured together by a text."""
    found = draft_or_404(code)
    collision: amendments.AmendmentsCollide | None = None
    form = ReconcileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = list(Amendment.objects.filter(uid__in=request.POST.getlist("amendement")))
        text = form.cleaned_data["text"] if "text" in request.POST else None
        try:
            amendments.integrate(draft=found, amendments=chosen, seen=seen_version(request), text=text, by=request.user)
        except amendments.AmendmentsCollide as refusal:
            collision = refusal
            messages.error(request, refusal.message)
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("C’est dans le projet ; le changement nomme son amendement."))
            return redirect("syntheses:manifesto_integrate", code=code)
    context = {
        "manifesto": found,
        "waiting": manifesto_votes.waiting_for(found),
        "typed": form.data.get("text", "") if request.method == "POST" else "",
        "asked": request.POST.getlist("amendement") if request.method == "POST" else [],
    }
    status = 409 if collision else 200
    return render(request, "syntheses/manifesto/workspace/integrate.html", context, status=status)


@require(Permission.MANIFESTO_EDIT)
@READ_OR_SEND
def answer_objection(request: UserRequest, code: str, pk: int) -> HttpResponse:
    found = get_object_or_404(ManifestoVersion, code=code, state=ManifestoState.VOTE)
    rows = ManifestoPosition.objects.current().filter(manifesto=found, amendment=None)
    position = get_object_or_404(rows.select_related("territory", "manifesto"), pk=pk)
    form = AnswerForm(request.POST or None, initial={"answer": position.answer})
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            amendments.answer_objection(position=position, by=request.user, **form.cleaned_data)
            return redirect("syntheses:manifesto_draft", code=code)
    context = {
        "manifesto": found,
        "form": form,
        "version": 0,
        "title": _("Répondre à l’objection de « %(name)s »") % {"name": position.territory.name},
        "detail": position.reason,
    }
    return render(request, "syntheses/manifesto/workspace/form.html", context)
