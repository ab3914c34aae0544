"""Syntheses as the coordination prepares them, sends them to the territories, answers, and publishes them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.errors import DomainError
from commun.syntheses.actions import syntheses as actions
from commun.syntheses.forms.preview import AnswerForm, ChooseForm, SendForm, SynthesisForm, VersionedForm
from commun.syntheses.models import PreviewComment, Synthesis
from commun.syntheses.queries.desk import synthesis_desk


@require(Permission.SYNTHESIS_PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
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
@require_http_methods(["GET", "HEAD", "POST"])
def synthesis(request: UserRequest, uid: str) -> HttpResponse:
    """Its words, its findings, what it waits for."""
    here = get_object_or_404(Synthesis, uid=uid)
    initial = {"version": here.version, "title": here.title, "intro": here.intro, "preview_days": here.preview_days}
    form = SynthesisForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        read = form.cleaned_data
        try:
            actions.edit(
                synthesis=here,
                title=read["title"],
                intro=read["intro"],
                preview_days=read["preview_days"],
                seen=read["version"],
                by=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("syntheses:synthesis_desk", uid=uid)
    return _show(request, here, form=form)


def _show(request: UserRequest, here: Synthesis, **forms: Any) -> HttpResponse:
    desk = synthesis_desk(synthesis=here)
    context: dict[str, Any] = {
        "synthesis": here,
        "desk": desk,
        "contributors": here.contributors.select_related("territory"),
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
    if form.is_valid():
        try:
            actions.choose(synthesis=here, findings=form.chosen(), seen=form.cleaned_data["version"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("syntheses:synthesis_desk", uid=uid)
    return _show(request, here, form=_words(here), choose_form=form)


@require(Permission.SYNTHESIS_PUBLISH)
@require_POST
def send(request: UserRequest, uid: str) -> HttpResponse:
    """To the territories, and to nobody else."""
    here = get_object_or_404(Synthesis, uid=uid)
    silent = synthesis_desk(synthesis=here).silent
    form = SendForm(request.POST, synthesis=here, silent=silent, prefix="envoi")
    if form.is_valid():
        try:
            actions.open_preview(
                synthesis=here,
                reason=form.cleaned_data.get("reason", ""),
                seen=form.cleaned_data["version"],
                by=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("C’est parti : les référents des territoires sont prévenus."))
            return redirect("syntheses:synthesis_desk", uid=uid)
    return _show(request, here, form=_words(here), send_form=form)


@require(Permission.SYNTHESIS_PUBLISH)
@require_POST
def publish(request: UserRequest, uid: str) -> HttpResponse:
    here = get_object_or_404(Synthesis, uid=uid)
    form = VersionedForm(request.POST, prefix="publier")
    if form.is_valid():
        try:
            actions.publish(synthesis=here, seen=form.cleaned_data["version"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("La synthèse est publique ; l’appel à la soutenir part."))
            return redirect(here)
    return _show(request, here, form=_words(here), publish_form=form)


def _words(here: Synthesis) -> SynthesisForm:
    """The form of its words, untouched."""
    return SynthesisForm(
        initial={"version": here.version, "title": here.title, "intro": here.intro, "preview_days": here.preview_days}
    )


@require(Permission.SYNTHESIS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: UserRequest, pk: int) -> HttpResponse:
    """Answer a territory's comment."""
    comment = get_object_or_404(
        PreviewComment.objects.select_related("contributor__synthesis", "contributor__territory", "finding"), pk=pk
    )
    form = AnswerForm(request.POST or None, initial={"text": comment.answer})
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(comment=comment, text=form.cleaned_data["text"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Votre réponse est enregistrée : le territoire la lit."))
            return redirect("syntheses:synthesis_desk", uid=comment.contributor.synthesis.uid)
    context = {"comment": comment, "synthesis": comment.contributor.synthesis, "form": form}
    return render(request, "syntheses/workspace/answer.html", context)
