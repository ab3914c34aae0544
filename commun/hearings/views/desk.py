"""`/espace/auditions/` and `/espace/avis/`: what the coordination keeps, what a member of the council signs."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt, seen_version
from commun.hearings import forms, queries
from commun.hearings.actions import council, hearings
from commun.hearings.models import CouncilMember, CouncilOpinion, Hearing
from commun.territories.models import Territory

MANAGE = require(Permission.HEARING_MANAGE)
SIGN = require(Permission.COUNCIL_OPINION)


@MANAGE
@require_safe
def desk(request: UserRequest) -> HttpResponse:
    return render(request, "hearings/desk/home.html", {"page": queries.desk_page()})


@MANAGE
@READ_OR_SEND
def new(request: UserRequest) -> HttpResponse:
    form = forms.HearingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            made = hearings.create(values=form.values(), links=form.cleaned_data["links"], by=request.user)
            messages.success(request, _("L’audition est enregistrée. Le public ne la lit pas encore."))
            return redirect("hearings:edit", slug=made.slug)
    return render(request, "hearings/desk/hearing.html", {"form": form})


@MANAGE
@READ_OR_SEND
def edit(request: UserRequest, slug: str) -> HttpResponse:
    """The version is the one that the form was made from."""
    one = get_object_or_404(Hearing, slug=slug)
    form = forms.HearingForm(request.POST or None, initial=forms.initial_of(one))
    version = seen_version(request) if request.method == "POST" else one.version
    if request.method == "POST" and form.is_valid():
        links = form.cleaned_data["links"]
        with RefusalsOn(form) as refusals:
            hearings.edit(hearing=one, values=form.values(), links=links, version=version, by=request.user)
            messages.success(request, _("C’est enregistré."))
            return redirect("hearings:edit", slug=slug)
        if refusals.is_overtaken:
            version = one.version
    context = {"form": form, "one": one, "version": version, "file_form": forms.FileForm()}
    return render(request, "hearings/desk/hearing.html", context)


@MANAGE
@require_POST
def attach(request: UserRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Hearing, slug=slug)
    file_form = forms.FileForm(request.POST, request.FILES)
    if file_form.is_valid():
        with RefusalsOn(file_form, "file"):
            hearings.attach(hearing=one, file=file_form.cleaned_data["file"], by=request.user)
            messages.success(request, _("Le fichier est joint."))
            return redirect("hearings:edit", slug=slug)
    form = forms.HearingForm(initial=forms.initial_of(one))
    context = {"form": form, "one": one, "version": one.version, "file_form": file_form}
    return render(request, "hearings/desk/hearing.html", context, status=400)


@MANAGE
@require_POST
def publish(request: UserRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Hearing, slug=slug)
    attempt(request, lambda: hearings.publish(hearing=one, by=request.user), done=_("L’audition est publique."))
    return redirect("hearings:edit", slug)


@MANAGE
@require_POST
def take_off(request: UserRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Hearing, slug=slug)
    done = _("L’audition n’est plus publique.")
    attempt(request, lambda: hearings.take_off(hearing=one, by=request.user), done=done)
    return redirect("hearings:edit", slug)


@MANAGE
@require_POST
def withdraw(request: UserRequest, slug: str) -> HttpResponse:
    """The address may bear the name: it may change too."""
    one = get_object_or_404(Hearing, slug=slug)
    done = _("Le nom est effacé partout. Relisez le compte rendu : d’autres mots pourraient désigner la personne.")
    attempt(request, lambda: hearings.withdraw_consent(hearing=one, by=request.user), done=done)
    return redirect("hearings:desk")


@MANAGE
@READ_OR_SEND
def member_new(request: UserRequest) -> HttpResponse:
    return _member(request, None)


@MANAGE
@READ_OR_SEND
def member_edit(request: UserRequest, pk: int) -> HttpResponse:
    return _member(request, get_object_or_404(CouncilMember, pk=pk))


def _member(request: UserRequest, one: CouncilMember | None) -> HttpResponse:
    initial = forms.initial_of_member(one) if one else {}
    form = forms.MemberForm(request.POST or None, initial=initial, member=one)
    if request.method == "POST" and form.is_valid():
        council.save_member(member=one, values=form.cleaned_data, by=request.user)
        messages.success(request, _("La liste du conseil est à jour."))
        return redirect("hearings:desk")
    return render(request, "hearings/desk/member.html", {"form": form, "one": one})


@MANAGE
@require_POST
def member_forget(request: UserRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(CouncilMember, pk=pk)
    done = _("Cette personne ne paraît plus nulle part ; ses avis restent, sans son nom.")
    attempt(request, lambda: council.forget_member(member=one, by=request.user), done=done)
    return redirect("hearings:desk")


@SIGN
@require_safe
def own_opinions(request: UserRequest) -> HttpResponse:
    return render(request, "hearings/desk/opinions.html", {"opinions": queries.own_opinions(request.user.pk)})


@SIGN
@READ_OR_SEND
def opinion_new(request: UserRequest) -> HttpResponse:
    about = forms.AboutForm(request.POST or None, initial={"about": request.GET.get("sur", "")[:300]})
    form = forms.OpinionForm(request.POST or None)
    if request.method == "POST" and all([about.is_valid(), form.is_valid()]):
        with RefusalsOn(form):
            made = council.write(about=about.cleaned_data["about"], by=request.user, **form.said())
            messages.success(
                request, _("Votre avis est enregistré. Vous seul le lisez jusqu’à ce que vous le publiiez.")
            )
            return redirect("hearings:opinion_edit", uid=made.uid)
    return render(request, "hearings/desk/opinion.html", {"form": form, "about": about})


@SIGN
@READ_OR_SEND
def opinion_edit(request: UserRequest, uid: str) -> HttpResponse:
    """Its author's alone: to anyone else it does not exist."""
    one = get_object_or_404(
        CouncilOpinion.objects.select_related("finding", "deployment__public"), uid=uid, by=request.user
    )
    form = forms.OpinionForm(request.POST or None, initial=forms.initial_of_opinion(one))
    version = seen_version(request) if request.method == "POST" else one.version
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form) as refusals:
            council.rewrite(opinion=one, version=version, by=request.user, **form.said())
            messages.success(request, _("C’est enregistré."))
            return redirect("hearings:opinion_edit", uid=uid)
        if refusals.is_overtaken:
            version = one.version
    return render(request, "hearings/desk/opinion.html", {"form": form, "one": one, "version": version})


@SIGN
@require_POST
def opinion_publish(request: UserRequest, uid: str) -> HttpResponse:
    one = get_object_or_404(CouncilOpinion, uid=uid, by=request.user)
    attempt(request, lambda: council.publish(opinion=one, by=request.user), done=_("Votre avis est public."))
    return redirect("hearings:opinion_edit", uid)


@SIGN
@require_POST
def opinion_take_off(request: UserRequest, uid: str) -> HttpResponse:
    one = get_object_or_404(CouncilOpinion, uid=uid, by=request.user)
    done = _("Votre avis n’est plus public.")
    attempt(request, lambda: council.take_off(opinion=one, by=request.user), done=done)
    return redirect("hearings:opinion_edit", uid)


def _territory_of(*, uid: str, **kwargs: Any) -> Territory:
    """That of the sheet which a public opinion is about."""
    one = get_object_or_404(queries.opinions().filter(deployment__isnull=False), uid=uid)
    assert one.deployment is not None
    return one.deployment.public.territory


@require(Permission.SYNTHESIS_PUBLISH)
@READ_OR_SEND
def answer_finding(request: UserRequest, uid: str) -> HttpResponse:
    one = get_object_or_404(queries.opinions().filter(finding__isnull=False), uid=uid)
    return _answer(request, one, role=request.user.signature())


@require(Permission.LIBRARY_PUBLISH, of=_territory_of)
@READ_OR_SEND
def answer_sheet(request: UserRequest, uid: str) -> HttpResponse:
    one = get_object_or_404(queries.opinions().filter(deployment__isnull=False), uid=uid)
    return _answer(request, one, role=request.user.signature(_territory_of(uid=uid)))


def _answer(request: UserRequest, one: CouncilOpinion, *, role: str) -> HttpResponse:
    form = forms.AnswerForm(request.POST or None, initial={"text": one.answer})
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            council.answer(opinion=one, text=form.cleaned_data["text"], role=role, by=request.user)
            messages.success(request, _("Votre réponse paraît à côté de l’avis."))
            return redirect(one)
    return render(request, "hearings/desk/answer.html", {"form": form, "opinion": one})
