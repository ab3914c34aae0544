"""Making the grid evolve, in the workspace of the network: one draft, reworked, compared, published."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt, seen_version
from commun.core.errors import DomainError
from commun.core.revisions import compare
from commun.library.actions import grid as actions
from commun.library.forms.grid import AccountForm, GridFrameForm, ItemForm, PublishGridForm
from commun.library.law import Sureness
from commun.library.models import Grid, GridItem
from commun.library.presenters import evaluation as shapes
from commun.library.queries import evaluation as queries


def _draft_or_404(number: int) -> Grid:
    return get_object_or_404(Grid.objects.drafts(), number=number)


def _home() -> HttpResponse:
    return redirect("library:grid_desk")


@require(Permission.GRID_EDIT)
@READ_OR_SEND
def desk(request: UserRequest) -> HttpResponse:
    """The version in force, the draft if there is one and what it changes. A POST opens a draft."""
    if request.method == "POST":
        attempt(request, lambda: actions.draft_grid(by=request.user), done="")
        return _home()
    current = Grid.objects.published().order_by("-number").first()
    draft = Grid.objects.drafts().first()
    context: dict[str, object] = {"current": current, "draft": draft, "versions": Grid.objects.published()}
    if draft is not None and current is not None:
        context["axes"] = shapes.grid_axes(queries.grid_page(grid=draft))
        context["changes"] = compare(queries.grid_content(current), queries.grid_content(draft))
    return render(request, "library/evaluation/workspace/grid.html", context)


@require(Permission.GRID_EDIT)
@READ_OR_SEND
def frame(request: UserRequest, number: int) -> HttpResponse:
    draft = _draft_or_404(number)
    form = GridFrameForm(request.POST or None, grid=draft, axes=draft.axes.all())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.save_frame(
                grid=draft,
                seen=seen_version(request),
                title=given["title"],
                introduction=given["introduction"],
                axes=form.named(),
                by=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            draft = _draft_or_404(number)
        else:
            return _home()
    context = {"draft": draft, "form": form, "title": _("Titre, introduction et axes"), "version": draft.version}
    return render(request, "library/evaluation/workspace/grid_form.html", context)


@require(Permission.GRID_EDIT)
@READ_OR_SEND
def item_new(request: UserRequest, number: int, axis: str) -> HttpResponse:
    draft = _draft_or_404(number)
    where = get_object_or_404(draft.axes, code=axis)
    form = ItemForm(request.POST or None, item=GridItem(axis=where, grid=draft, position=99))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_item(axis=where, values=form.values(), by=request.user)
        except actions.InvalidItem as invalid:
            form.add_faults(invalid.faults)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("La question est ajoutée au brouillon."))
            return _home()
    title = _("Nouvelle question : %(axis)s") % {"axis": where.title}
    context = {"draft": draft, "form": form, "title": title, "version": 0}
    return render(request, "library/evaluation/workspace/grid_form.html", context)


@require(Permission.GRID_EDIT)
@READ_OR_SEND
def item_edit(request: UserRequest, number: int, code: str) -> HttpResponse:
    draft = _draft_or_404(number)
    item = get_object_or_404(draft.items.select_related("grid", "axis"), code=code)
    form = ItemForm(request.POST or None, item=item)
    conflict = False
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_item(item=item, seen=seen_version(request), values=form.values(), by=request.user)
        except actions.InvalidItem as invalid:
            form.add_faults(invalid.faults)
        except actions.GridChanged:
            conflict = True
            item = get_object_or_404(draft.items.select_related("grid", "axis", "account"), code=code)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("La question est enregistrée dans le brouillon."))
            return _home()
    context = {
        "draft": draft,
        "item": item,
        "form": form,
        "title": item.value,
        "version": item.version,
        "theirs": shapes.shown_item(item) if conflict else None,
    }
    return render(request, "library/evaluation/workspace/grid_form.html", context)


@require(Permission.GRID_EDIT)
@READ_OR_SEND
def item_remove(request: UserRequest, number: int, code: str) -> HttpResponse:
    draft = _draft_or_404(number)
    item = get_object_or_404(draft.items.select_related("grid", "axis"), code=code)
    if request.method == "POST":
        actions.remove_item(item=item, by=request.user)
        messages.success(request, _("La question est retirée du brouillon ; les versions d’avant la gardent."))
        return _home()
    context = {"title": _("Retirer « %(value)s » du brouillon ?") % {"value": item.value}, "detail": item.question}
    return render(request, "library/evaluation/workspace/grid_confirm.html", context)


@require(Permission.GRID_EDIT)
@READ_OR_SEND
def discard(request: UserRequest, number: int) -> HttpResponse:
    draft = _draft_or_404(number)
    if request.method == "POST":
        actions.discard_grid(grid=draft, by=request.user)
        messages.success(request, _("Le brouillon est abandonné ; la version en vigueur ne change pas."))
        return _home()
    context = {
        "title": _("Abandonner la version %(number)s ?") % {"number": draft.number},
        "detail": _("Tout ce que le réseau y a écrit sera effacé. Rien n’en est public."),
    }
    return render(request, "library/evaluation/workspace/grid_confirm.html", context)


@require(Permission.GRID_EDIT)
@READ_OR_SEND
def publish(request: UserRequest, number: int) -> HttpResponse:
    draft = get_object_or_404(Grid, number=number)
    if draft.is_published:
        raise Http404(_("Cette version est publiée : elle ne change plus."))
    form = PublishGridForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            published = actions.publish_grid(grid=draft, by=request.user, **form.cleaned_data)
            messages.success(request, _("La version %(number)s est en vigueur.") % {"number": published.number})
            return redirect(published)
    changes = compare(queries.grid_content(Grid.objects.current()), queries.grid_content(draft))
    title = _("Publier la version %(number)s") % {"number": draft.number}
    context = {"draft": draft, "form": form, "title": title, "changes": changes, "version": draft.version}
    return render(request, "library/evaluation/workspace/grid_form.html", context)


@require(Permission.GRID_EDIT)
@READ_OR_SEND
def account_new(request: UserRequest) -> HttpResponse:
    """One more account of the axes."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("title", "url", "read_on", "note")}
        with RefusalsOn(form):
            account = actions.record_account(
                axes=form.listed(), sureness=Sureness(form.cleaned_data["sureness"]), by=request.user, **given
            )
            messages.success(request, _("Ce compte rendu est gardé à côté des autres."))
            return redirect(f"{reverse('library:grid')}#compte-{account.code}")
    context = {"form": form, "title": _("Un autre compte rendu des axes"), "version": 0}
    return render(request, "library/evaluation/workspace/grid_form.html", context)
