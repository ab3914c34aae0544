"""The text of a draft: axes, articles, what they rest on, what they can be held against."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt, seen_version
from commun.core.errors import DomainError
from commun.syntheses.actions import manifesto as actions
from commun.syntheses.forms.manifesto import ArticleForm, AxisForm, CheckForm, NewArticleForm, ReasonForm, RestForm
from commun.syntheses.models import ArticleCheck, Finding, ManifestoArticle, ManifestoAxis
from commun.syntheses.queries.manifesto_desk import findings_to_rest_on
from commun.syntheses.views.manifesto_desk import draft_or_404


def _article_or_404(code: str, article: str) -> ManifestoArticle:
    rows = ManifestoArticle.objects.select_related("manifesto__previous", "axis")
    return get_object_or_404(rows, manifesto=draft_or_404(code), code=article)


@require(Permission.MANIFESTO_EDIT)
@READ_OR_SEND
def axes(request: UserRequest, code: str) -> HttpResponse:
    """Add an axis, or reword the one that the address names."""
    draft = draft_or_404(code)
    known = ManifestoAxis.objects.filter(manifesto=draft, code=request.GET.get("axe", "")).first()
    form = AxisForm(request.POST or None, initial={"title": known.title, "says": known.says} if known else {})
    if request.method == "POST" and form.is_valid():
        actions.save_axis(manifesto=draft, axis=known, by=request.user, **form.cleaned_data)
        return redirect("syntheses:manifesto_draft", code=code)
    context = {
        "manifesto": draft,
        "form": form,
        "version": 0,
        "title": known.title if known else _("Un axe de plus"),
        "removes": reverse("syntheses:manifesto_axis_remove", args=[code, known.code]) if known else "",
        "remove_label": _("Retirer cet axe"),
    }
    return render(request, "syntheses/manifesto/workspace/form.html", context)


@require(Permission.MANIFESTO_EDIT)
@require_POST
def axis_remove(request: UserRequest, code: str, axis: str) -> HttpResponse:
    found = get_object_or_404(ManifestoAxis, manifesto=draft_or_404(code), code=axis)
    attempt(request, lambda: actions.remove_axis(axis=found, by=request.user), done="")
    return redirect("syntheses:manifesto_draft", code=code)


@require(Permission.MANIFESTO_EDIT)
@READ_OR_SEND
def article_new(request: UserRequest, code: str) -> HttpResponse:
    draft = draft_or_404(code)
    form = NewArticleForm(request.POST or None, manifesto=draft)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = actions.add_article(
            axis=given["axis"], title=given["title"], paragraphs=form.paragraphs(), by=request.user
        )
        return redirect("syntheses:manifesto_rest_on", code=code, article=made.code)
    context = {"manifesto": draft, "form": form, "version": 0, "title": _("Un article de plus")}
    return render(request, "syntheses/manifesto/workspace/form.html", context)


@require(Permission.MANIFESTO_EDIT)
@READ_OR_SEND
def article_edit(request: UserRequest, code: str, article: str) -> HttpResponse:
    """The words of an article. Someone who saved it first is told, and what was typed here stays on the page."""
    found = _article_or_404(code, article)
    says_why = found.manifesto.previous is not None and found.manifesto.previous.paragraphs.exists()
    form = ArticleForm(request.POST or None, article=found, says_why=says_why)
    theirs: ManifestoArticle | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.save_article(
                article=found,
                seen=seen_version(request),
                title=given["title"],
                axis=given["axis"],
                paragraphs=form.written(),
                why=given.get("why", ""),
                by=request.user,
            )
        except actions.ArticleChanged as changed:
            theirs = changed.current
            form.add_error(None, changed.message)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("%(article)s est enregistré.") % {"article": found.label})
            return redirect("syntheses:manifesto_draft", code=code)
    context = {
        "manifesto": found.manifesto,
        "article": found,
        "form": form,
        "theirs": theirs,
        "version": theirs.version if theirs else found.version,
    }
    return render(request, "syntheses/manifesto/workspace/article.html", context, status=409 if theirs else 200)


@require(Permission.MANIFESTO_EDIT)
@READ_OR_SEND
def article_remove(request: UserRequest, code: str, article: str) -> HttpResponse:
    found = _article_or_404(code, article)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.remove_article(article=found, why=form.cleaned_data["reason"], by=request.user)
        return redirect("syntheses:manifesto_draft", code=code)
    context = {
        "manifesto": found.manifesto,
        "form": form,
        "version": 0,
        "title": _("Retirer « %(article)s » du projet") % {"article": found},
    }
    return render(request, "syntheses/manifesto/workspace/form.html", context)


@require(Permission.MANIFESTO_EDIT)
@require_POST
def article_move(request: UserRequest, code: str, article: str) -> HttpResponse:
    found = _article_or_404(code, article)
    to = request.POST.get("rang", "")
    if to.isdecimal():
        actions.move_article(article=found, to=int(to), by=request.user)
    return redirect("syntheses:manifesto_draft", code=code)


@require(Permission.MANIFESTO_EDIT)
@READ_OR_SEND
def rest_on(request: UserRequest, code: str, article: str) -> HttpResponse:
    """The findings under an article, or under the paragraph that the address names."""
    found = _article_or_404(code, article)
    key = request.GET.get("paragraphe", "")
    paragraph = get_object_or_404(found.paragraphs, key=key) if key else None
    chosen = list(found.basis.filter(paragraph=paragraph).select_related("finding"))
    rows = findings_to_rest_on(fictional=found.manifesto.is_fictional, kept={one.finding_id for one in chosen})
    offered = Finding.objects.filter(pk__in=[one.pk for one in rows]).order_by("theme", "title")
    form = RestForm(request.POST or None, rows=offered, chosen=chosen)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.rest_on(article=found, seen=seen_version(request), findings=form.given(), key=key, by=request.user)
        except actions.ArticleChanged as changed:
            form.add_error(None, changed.message)
            found, status = changed.current, 409
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("syntheses:manifesto_draft", code=code)
    context = {
        "manifesto": found.manifesto,
        "form": form,
        "version": found.version,
        "title": _("Sur quoi repose « %(what)s »") % {"what": found},
        "detail": paragraph.text if paragraph else "",
    }
    return render(request, "syntheses/manifesto/workspace/form.html", context, status=status)


@require(Permission.MANIFESTO_EDIT)
@READ_OR_SEND
def checks(request: UserRequest, code: str, article: str) -> HttpResponse:
    """The questions of an article: those there, and one more."""
    found = _article_or_404(code, article)
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            actions.add_check(article=found, by=request.user, **form.values())
            return redirect("syntheses:manifesto_checks", code=code, article=article)
    context = {"manifesto": found.manifesto, "article": found, "form": form, "checks": found.checks.all()}
    return render(request, "syntheses/manifesto/workspace/checks.html", context)


@require(Permission.MANIFESTO_EDIT)
@require_POST
def check_remove(request: UserRequest, code: str, article: str, check: str) -> HttpResponse:
    found = get_object_or_404(ArticleCheck, article=_article_or_404(code, article), code=check)
    actions.remove_check(check=found, by=request.user)
    return redirect("syntheses:manifesto_checks", code=code, article=article)
