"""`/espace/ressources/`: the catalogue as the network keeps it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt, seen_version
from commun.core.errors import DomainError, EditConflict
from commun.resources.actions import catalogue, suggestions
from commun.resources.actions import collections as collection_actions
from commun.resources.actions import documents as document_actions
from commun.resources.forms.resource import CollectionForm, DocumentForm, ReasonForm, ResourceForm, initial_of
from commun.resources.models import Resource, ResourceCollection, ResourceDocument, ResourceSuggestion
from commun.resources.queries.pages import desk_page

MANAGE = require(Permission.RESOURCE_MANAGE)


@MANAGE
@READ_OR_SEND
def desk(request: UserRequest) -> HttpResponse:
    return render(request, "resources/desk/home.html", {"page": desk_page()})


@MANAGE
@READ_OR_SEND
def new(request: UserRequest) -> HttpResponse:
    form = ResourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            resource = catalogue.add(values=form.values(), by=request.user)
            messages.success(request, _("La ressource est au catalogue."))
            return redirect(resource)
    return render(request, "resources/desk/edit.html", {"form": form})


@MANAGE
@READ_OR_SEND
def edit(request: UserRequest, slug: str) -> HttpResponse:
    """The version is the one that the form was made from."""
    one = get_object_or_404(Resource, slug=slug)
    form = ResourceForm(request.POST or None, initial=initial_of(one))
    version = one.version
    if request.method == "POST" and form.is_valid():
        try:
            catalogue.edit(resource=one, values=form.values(), version=seen_version(request), by=request.user)
        except EditConflict as conflict:
            form.add_error(None, conflict.message)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            version = seen_version(request)
        else:
            messages.success(request, _("C’est enregistré. La version d’avant reste lisible."))
            return redirect(one if one.is_public else "resources:desk")
    elif request.method == "POST":
        version = seen_version(request)
    return render(request, "resources/desk/edit.html", {"form": form, "one": one, "version": version})


@MANAGE
@READ_OR_SEND
def review(request: UserRequest, pk: int) -> HttpResponse:
    """A suggestion, as it would be published: what has to be is mended first."""
    asked = get_object_or_404(ResourceSuggestion.objects.select_related("by", "resource"), pk=pk)
    form = ResourceForm(request.POST or None, initial=suggestions.values_of(asked))
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            resource = suggestions.accept(asked=asked, values=form.values(), by=request.user)
            messages.success(request, _("La ressource est au catalogue, et la personne qui l’a proposée le saura."))
            return redirect(resource)
    context = {"asked": asked, "form": form, "refusal": ReasonForm(prefix="refus")}
    return render(request, "resources/desk/review.html", context)


@MANAGE
@require_POST
def refuse(request: UserRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(ResourceSuggestion.objects.select_related("by", "resource"), pk=pk)
    refusal = ReasonForm(request.POST, prefix="refus")
    if refusal.is_valid():
        with RefusalsOn(refusal):
            suggestions.refuse(asked=asked, reason=refusal.cleaned_data["reason"], by=request.user)
            messages.success(request, _("La proposition est refusée, et la personne qui l’a faite saura pourquoi."))
            return redirect("resources:desk")
    form = ResourceForm(initial=suggestions.values_of(asked))
    return render(request, "resources/desk/review.html", {"asked": asked, "form": form, "refusal": refusal}, status=400)


@MANAGE
@READ_OR_SEND
def take_down(request: UserRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Resource, slug=slug)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            catalogue.take_down(resource=one, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("La ressource est retirée des pages, de la recherche et des fichiers."))
            return redirect("resources:desk")
    return render(request, "resources/desk/take_down.html", {"one": one, "form": form})


@MANAGE
@require_POST
def restore(request: UserRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Resource, slug=slug)
    done = _("La ressource est de nouveau publique.")
    attempt(request, lambda: catalogue.restore(resource=one, by=request.user), done=done)
    return redirect("resources:desk")


@MANAGE
@READ_OR_SEND
def documents(request: UserRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Resource, slug=slug)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with RefusalsOn(form, "file"):
            document_actions.attach(resource=one, title=given["title"], file=given["file"], by=request.user)
            messages.success(request, _("Le fichier est joint."))
            return redirect("resources:documents", slug=slug)
    context = {"one": one, "form": form, "documents": one.documents.all()}
    return render(request, "resources/desk/documents.html", context)


@MANAGE
@require_POST
def document_remove(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    found = get_object_or_404(ResourceDocument.objects.select_related("resource"), pk=pk, resource__slug=slug)
    document_actions.detach(document=found, by=request.user)
    messages.success(request, _("Le fichier est retiré."))
    return redirect("resources:documents", slug=slug)


@MANAGE
@READ_OR_SEND
def collection_new(request: UserRequest) -> HttpResponse:
    form = CollectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            made = collection_actions.create(**form.cleaned_data, by=request.user)
            messages.success(request, _("La collection est publique."))
            return redirect(made)
    return render(request, "resources/desk/collection.html", {"form": form})


@MANAGE
@READ_OR_SEND
def collection_edit(request: UserRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(ResourceCollection, slug=slug)
    lines = "\n".join(one.items.values_list("resource__uid", flat=True))
    initial = {"title": one.title, "introduction": one.introduction, "resources": lines}
    form = CollectionForm(request.POST or None, initial=initial)
    version = seen_version(request) if request.method == "POST" else one.version
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form) as refusals:
            collection_actions.edit(collection=one, version=version, **form.cleaned_data, by=request.user)
            messages.success(request, _("La collection est enregistrée."))
            return redirect(one)
        if refusals.is_overtaken:
            version = one.version
    return render(request, "resources/desk/collection.html", {"form": form, "one": one, "version": version})


@MANAGE
@require_POST
def collection_delete(request: UserRequest, slug: str) -> HttpResponse:
    collection_actions.delete(collection=get_object_or_404(ResourceCollection, slug=slug), by=request.user)
    messages.success(request, _("La collection est supprimée ; ses ressources restent au catalogue."))
    return redirect("resources:desk")
