"""Syntheses as the coordination prepares them, sends them to the territories, answers, and publishes them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND
from commun.core.errors import DomainError
from commun.syntheses.actions import syntheses as actions
from commun.syntheses.enums import SynthesisState
from commun.syntheses.forms.preview import (
    AnswerForm,
    ChooseForm,
    ExplainForm,
    LeaveOutForm,
    SendForm,
    SynthesisForm,
    VersionedForm,
)
from commun.syntheses.models import PreviewComment, Synthesis
from commun.syntheses.queries.desk import synthesis_desk
from commun.syntheses.queries.preview import contributing_territories, not_cited, not_cited_lines, without_reason
from commun.territories.models import Territory

SENTENCES_PAGE = 50


@require(Permission.SYNTHESIS_PUBLISH)
@READ_OR_SEND
def synthesis_list(request: UserRequest) -> HttpResponse:
    """All of them, and a form to begin another."""
    form = SynthesisForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        read = form.cleaned_data
        synthesis = actions.create(title=read["title"], intro=read["intro"], by=request.user)
        actions.edit(
            synthesis=synthesis,
            title=read["title"],
            intro=read["intro"],
            preview_days=read["preview_days"],
            by=request.user,
        )
        messages.success(request, _("La synthèse est créée : choisissez ses constats."))
        return redirect("syntheses:synthesis_desk", uid=synthesis.uid)
    return render(request, "syntheses/workspace/syntheses.html", {"form": form, "syntheses": Synthesis.objects.all()})


@require(Permission.SYNTHESIS_PUBLISH)
@READ_OR_SEND
def synthesis(request: UserRequest, uid: str) -> HttpResponse:
    """Its words, its findings, what it waits for."""
    here = get_object_or_404(Synthesis, uid=uid)
    form = _words(here, request.POST or None)
    if request.method == "POST" and _done(
        form,
        lambda read: actions.edit(
            synthesis=here,
            title=read["title"],
            intro=read["intro"],
            preview_days=read["preview_days"],
            seen=read["version"],
            by=request.user,
        ),
    ):
        return _back(request, uid, _("C’est enregistré."))
    return _show(request, here, form=form)


def _words(here: Synthesis, data: QueryDict | None = None) -> SynthesisForm:
    """The form of its words; untouched without `data`."""
    initial = {"version": here.version, "title": here.title, "intro": here.intro, "preview_days": here.preview_days}
    return SynthesisForm(data, initial=initial)


def _done(form: Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the form was right and its action done; what refuses it is said on the form."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def _back(request: UserRequest, uid: str, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("syntheses:synthesis_desk", uid=uid)


def _show(request: UserRequest, here: Synthesis, **forms: Any) -> HttpResponse:
    desk = synthesis_desk(synthesis=here)
    context: dict[str, Any] = {
        "synthesis": here,
        "desk": desk,
        "contributors": here.contributors.select_related("territory"),
        "left_out": here.left_out.all(),
        "choose_form": ChooseForm(synthesis=here, prefix="choix") if here.is_draft else None,
        "send_form": SendForm(synthesis=here, silent=desk.silent, prefix="envoi") if here.is_draft else None,
        "publish_form": VersionedForm(initial={"version": here.version}, prefix="publier"),
    }
    return render(request, "syntheses/workspace/synthesis.html", context | forms)


@require(Permission.SYNTHESIS_PUBLISH)
@require_POST
def choose(request: UserRequest, uid: str) -> HttpResponse:
    here = get_object_or_404(Synthesis, uid=uid)
    form = ChooseForm(request.POST, synthesis=here, prefix="choix")
    if _done(
        form,
        lambda read: actions.choose(synthesis=here, findings=form.chosen(), seen=read["version"], by=request.user),
    ):
        return _back(request, uid, _("C’est enregistré."))
    return _show(request, here, form=_words(here), choose_form=form)


@require(Permission.SYNTHESIS_PUBLISH)
@require_POST
def send(request: UserRequest, uid: str) -> HttpResponse:
    """To the territories, and to nobody else."""
    here = get_object_or_404(Synthesis, uid=uid)
    form = SendForm(request.POST, synthesis=here, silent=len(without_reason(synthesis=here)), prefix="envoi")
    if _done(
        form,
        lambda read: actions.open_preview(
            synthesis=here, reason=read.get("reason", ""), seen=read["version"], by=request.user
        ),
    ):
        return _back(request, uid, _("C’est parti : les référents des territoires sont prévenus."))
    return _show(request, here, form=_words(here), send_form=form)


@require(Permission.SYNTHESIS_PUBLISH)
@READ_OR_SEND
def leave_out(request: UserRequest, uid: str, finding: str) -> HttpResponse:
    """A finding leaves a synthesis that territories are reading; they go on reading why."""
    here = get_object_or_404(Synthesis.objects.filter(state=SynthesisState.PREVIEW), uid=uid)
    leaving = get_object_or_404(here.findings, uid=finding)
    form = LeaveOutForm(request.POST or None, synthesis=here)
    if request.method == "POST" and _done(
        form,
        lambda read: actions.leave_out(
            synthesis=here, finding=leaving, reason=read["reason"], seen=read["version"], by=request.user
        ),
    ):
        return _back(request, uid, _("Ce constat est sorti ; les territoires qui lisent la synthèse voient pourquoi."))
    context = {"synthesis": here, "finding": leaving, "form": form}
    return render(request, "syntheses/workspace/leave_out.html", context)


@require(Permission.SYNTHESIS_PUBLISH)
@READ_OR_SEND
def explain(request: UserRequest, uid: str) -> HttpResponse:
    """What no finding cites, and why: said sentence by sentence, before it is sent and while territories read."""
    here = get_object_or_404(Synthesis, uid=uid)
    chosen = request.GET.get("territoire", "")
    rows = not_cited(synthesis=here).order_by("concertation__territory__name", "concertation", "kind", "number", "pk")
    if chosen:
        rows = rows.filter(concertation__territory__slug=chosen)
    form = ExplainForm(request.POST or None, among=rows)
    if request.method == "POST" and _done(
        form,
        lambda read: actions.explain(
            synthesis=here, takeaways=[one.pk for one in read["takeaways"]], reason=read["reason"], by=request.user
        ),
    ):
        messages.success(request, _("C’est enregistré : leur territoire lit cette raison."))
        return redirect(request.get_full_path())
    page = Paginator(rows.select_related("concertation__territory"), SENTENCES_PAGE).get_page(request.GET.get("page"))
    context = {
        "synthesis": here,
        "page": page,
        "lines": not_cited_lines(synthesis=here, page=page),
        "territories": Territory.objects.filter(pk__in=contributing_territories(synthesis=here)).order_by("name", "pk"),
        "chosen": chosen,
        "form": form,
    }
    return render(request, "syntheses/workspace/explain.html", context)


@require(Permission.SYNTHESIS_PUBLISH)
@require_POST
def publish(request: UserRequest, uid: str) -> HttpResponse:
    here = get_object_or_404(Synthesis, uid=uid)
    form = VersionedForm(request.POST, prefix="publier")
    if _done(form, lambda read: actions.publish(synthesis=here, seen=read["version"], by=request.user)):
        messages.success(request, _("La synthèse est publique ; l’appel à la soutenir part."))
        return redirect(here)
    return _show(request, here, form=_words(here), publish_form=form)


@require(Permission.SYNTHESIS_EDIT)
@READ_OR_SEND
def answer(request: UserRequest, pk: int) -> HttpResponse:
    """Answer a territory's comment."""
    comment = get_object_or_404(
        PreviewComment.objects.select_related("contributor__synthesis", "contributor__territory", "finding"), pk=pk
    )
    form = AnswerForm(request.POST or None, initial={"text": comment.answer})
    synthesis = comment.contributor.synthesis
    if request.method == "POST" and _done(
        form, lambda read: actions.answer(comment=comment, text=read["text"], by=request.user)
    ):
        return _back(request, synthesis.uid, _("Votre réponse est enregistrée : le territoire la lit."))
    context = {"comment": comment, "synthesis": synthesis, "form": form}
    return render(request, "syntheses/workspace/answer.html", context)
