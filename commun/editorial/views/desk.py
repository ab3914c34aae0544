"""`/espace/editorial/`: writing, reading again, publishing at an hour, retiring."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt, seen_version
from commun.core.errors import DomainError, EditConflict
from commun.editorial import facts
from commun.editorial.actions import articles, terms
from commun.editorial.actions import pictures as picture_actions
from commun.editorial.enums import ArticleKind, ArticleState, PictureLicence
from commun.editorial.forms.texts import (
    ApproveForm,
    ArticleForm,
    NewArticleForm,
    NoteForm,
    PictureForm,
    TermForm,
    initial_of,
    initial_of_term,
)
from commun.editorial.models import Article, Picture, Term
from commun.editorial.queries import pages
from commun.editorial.views.public import crumbs_of, sent
from commun.ui.components import Crumb

MANAGE = require(Permission.EDITORIAL_MANAGE)


@MANAGE
@require_safe
def desk(request: UserRequest) -> HttpResponse:
    return render(request, "editorial/desk/home.html", {"page": pages.desk_page()})


@MANAGE
@READ_OR_SEND
def new(request: UserRequest) -> HttpResponse:
    form = NewArticleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form, "body"):
            kind = ArticleKind(form.cleaned_data["kind"])
            article = articles.create(kind=kind, written=form.written(), by=request.user)
            messages.success(request, _("Le brouillon est enregistré."))
            return redirect("editorial:edit", slug=article.slug)
    return render(request, "editorial/desk/edit.html", {"form": form, "facts": facts.all_facts()})


@MANAGE
@READ_OR_SEND
def edit(request: UserRequest, slug: str) -> HttpResponse:
    """The version is the one that the form was made from; after a conflict, the one that is shown beside."""
    one = get_object_or_404(Article, slug=slug)
    form = ArticleForm(request.POST or None, initial=initial_of(one))
    version, theirs = one.version, None
    if request.method == "POST" and form.is_valid():
        try:
            articles.edit(article=one, written=form.written(), version=seen_version(request), by=request.user)
        except EditConflict as conflict:
            form.add_error(None, conflict.message)
            theirs = one
        except DomainError as refusal:
            form.add_error("body", refusal.message)
            version = seen_version(request)
        else:
            messages.success(request, _("Le brouillon est enregistré. Le public n’en lit rien encore."))
            return redirect("editorial:edit", slug=slug)
    elif request.method == "POST":
        version = seen_version(request)
    context = {
        "form": form,
        "one": one,
        "version": version,
        "theirs": theirs,
        "facts": facts.all_facts(),
        "is_draft": one.state == ArticleState.DRAFT,
        "is_public": pages.is_public(one),
    }
    return render(request, "editorial/desk/edit.html", context)


@MANAGE
@require_POST
def submit(request: UserRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Article, slug=slug)
    is_sent = attempt(
        request,
        lambda: articles.submit(article=one, version=seen_version(request), by=request.user),
        done=_("Le texte attend maintenant une relecture."),
    )
    return redirect("editorial:review" if is_sent else "editorial:edit", slug=slug)


@MANAGE
@require_safe
def preview(request: UserRequest, slug: str) -> HttpResponse:
    """The public page, made of the working copy."""
    one = get_object_or_404(Article, slug=slug)
    page = pages.preview_page(one)
    context = {"page": page, "shown": page.shown, "is_preview": True}
    return render(request, "editorial/article.html", context | {"crumbs": [*crumbs_of(one.kind), Crumb(one.title)]})


@MANAGE
@READ_OR_SEND
def review(request: UserRequest, slug: str) -> HttpResponse:
    """What the public would read, what changes, and the signature of who read it again."""
    one = get_object_or_404(Article, slug=slug)
    form = ApproveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            is_out = articles.approve(article=one, version=seen_version(request), by=request.user, **form.cleaned_data)
            messages.success(request, _("Le texte est public.") if is_out else _("Le texte paraîtra à l’heure dite."))
            return redirect(one if is_out else "editorial:desk")
    return render(request, "editorial/desk/review.html", _review(request, one) | {"form": form})


@MANAGE
@require_POST
def give_back(request: UserRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Article, slug=slug)
    note = NoteForm(request.POST, prefix="retour")
    if note.is_valid():
        with RefusalsOn(note):
            articles.give_back(article=one, note=note.cleaned_data["note"], by=request.user)
            messages.success(request, _("Le texte est de nouveau un brouillon, avec votre mot."))
            return redirect("editorial:desk")
    context = _review(request, one) | {"form": ApproveForm(), "note": note}
    return render(request, "editorial/desk/review.html", context, status=400)


def _review(request: UserRequest, one: Article) -> dict[str, object]:
    return {
        "one": one,
        "changes": pages.changes_of(one),
        "may_approve": articles.may_approve(one, by=request.user),
        "is_to_review": one.state == ArticleState.REVIEW,
        "is_scheduled": one.state == ArticleState.SCHEDULED,
        "note": NoteForm(prefix="retour"),
    }


@MANAGE
@require_POST
def unpublish(request: UserRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Article, slug=slug)
    attempt(
        request,
        lambda: articles.unpublish(article=one, by=request.user),
        done=_("Le texte n’est plus public ; il reste ici, en brouillon."),
    )
    return redirect("editorial:edit", slug=slug)


@MANAGE
@READ_OR_SEND
def pictures(request: UserRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Article, slug=slug)
    form = PictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"licence": PictureLicence(form.cleaned_data["licence"])}
        with RefusalsOn(form, "file"):
            made = picture_actions.add(article=one, by=request.user, **given)
            messages.success(
                request, _("Image gardée : écrivez ![](image:%(number)d) là où elle va.") % {"number": made.number}
            )
            return redirect("editorial:pictures", slug=slug)
    return render(request, "editorial/desk/pictures.html", {"one": one, "form": form, "pictures": one.pictures.all()})


@MANAGE
@require_safe
def desk_picture(request: UserRequest, slug: str, number: int) -> FileResponse:
    return sent(get_object_or_404(Picture, article__slug=slug, number=number))


@MANAGE
@require_POST
def picture_remove(request: UserRequest, slug: str, number: int) -> HttpResponse:
    found = get_object_or_404(Picture.objects.select_related("article"), article__slug=slug, number=number)
    attempt(request, lambda: picture_actions.remove(picture=found, by=request.user), done=_("L’image est supprimée."))
    return redirect("editorial:pictures", slug=slug)


@MANAGE
@READ_OR_SEND
def term_new(request: UserRequest) -> HttpResponse:
    form = TermForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = terms.add(said=form.said(), see_also=form.cleaned_data["see_also"], by=request.user)
        messages.success(request, _("Le terme est au glossaire."))
        return redirect(made)
    return render(request, "editorial/desk/term.html", {"form": form})


@MANAGE
@READ_OR_SEND
def term_edit(request: UserRequest, slug: str) -> HttpResponse:
    one = get_object_or_404(Term, slug=slug)
    form = TermForm(request.POST or None, initial=initial_of_term(one), term=one)
    version = seen_version(request) if request.method == "POST" else one.version
    if request.method == "POST" and form.is_valid():
        see_also = form.cleaned_data["see_also"]
        try:
            terms.edit(term=one, said=form.said(), see_also=see_also, version=version, by=request.user)
        except EditConflict as conflict:
            version = one.version
            form.add_error(None, conflict.message)
        else:
            messages.success(request, _("C’est enregistré. La version d’avant reste lisible."))
            return redirect(one)
    return render(request, "editorial/desk/term.html", {"form": form, "one": one, "version": version})
