"""What was said in the room: the lists, and the pages that add, change, correct and order them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations import lifecycle
from commun.concertations.access import territory_of_concertation
from commun.concertations.actions import takeaways as actions
from commun.concertations.enums import Audience, State, TakeawayKind, Theme
from commun.concertations.forms.takeaways import ClassForm, ErratumForm, LinesForm, OrderForm, TakeawayForm
from commun.concertations.models import Takeaway
from commun.concertations.presenters.takeaway_list import ORDER, by_kind
from commun.concertations.queries.workspace import takeaway_counts, takeaways_page, workspace_record
from commun.core.attempts import READ_OR_SEND, RefusalsOn, attempt
from commun.core.errors import DomainError


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def takeaway_list(request: UserRequest, slug: str) -> HttpResponse:
    """The lists, and a box to paste several lines at once."""
    record = workspace_record(slug=slug)
    form = LinesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form, "lines"):
            report = actions.add_many(concertation=record, items=form.items(), by=request.user)
            messages.success(request, _said(report))
            return redirect("concertations:workspace_takeaways", slug=slug)
    page = takeaways_page(record=record, kinds=ORDER, number=request.GET.get("page"))
    context = {
        "record": record,
        "page": page,
        "lists": by_kind(page, takeaway_counts(record=record)),
        "form": form,
        "is_restituted": not lifecycle.is_before(record, State.RESTITUTION),
        "is_open": lifecycle.is_before(record, State.ANSWER_PUBLISHED) and record.state != State.INTERRUPTED,
    }
    return render(request, "concertations/workspace/takeaways.html", context)


def _said(report: actions.AddReport) -> str:
    added, same = len(report.added), len(report.unchanged)
    if not added:
        text = ngettext(
            "Rien de nouveau : cette ligne était déjà là.", "Rien de nouveau : %(count)d lignes étaient déjà là.", same
        )
        return text % {"count": same}
    text = ngettext("%(count)d ligne ajoutée.", "%(count)d lignes ajoutées.", added) % {"count": added}
    if same:
        more = ngettext("%(count)d était déjà là, inchangée.", "%(count)d étaient déjà là, inchangées.", same)
        text = f"{text} {more % {'count': same}}"
    return text


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def takeaway_new(request: UserRequest, slug: str) -> HttpResponse:
    record = workspace_record(slug=slug)
    form = TakeawayForm(request.POST or None, concertation=record)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form, "text"):
            takeaway = actions.add(concertation=record, item=form.item(), by=request.user)
            messages.success(request, _("%(takeaway)s : c’est ajouté.") % {"takeaway": takeaway})
            return redirect("concertations:workspace_takeaways", slug=slug)
    context = {
        "record": record,
        "form": form,
        "takeaway": None,
        "is_restituted": not lifecycle.is_before(record, State.RESTITUTION),
    }
    return render(request, "concertations/workspace/takeaway.html", context)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def takeaway_edit(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    """Change a draft; a frozen text leads to its erratum."""
    record = workspace_record(slug=slug)
    takeaway = get_object_or_404(Takeaway, uid=uid, concertation=record)
    if takeaway.is_frozen:
        return redirect("concertations:workspace_erratum", slug=slug, uid=uid)
    version = actions.takeaway_digest(takeaway)
    form = TakeawayForm(request.POST or None, concertation=record, takeaway=takeaway)
    conflict: actions.TakeawayChanged | None = None
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.change(
                takeaway=takeaway, item=form.item(), seen=request.POST.get("version", ""), by=request.user
            )
        except actions.TakeawayChanged as changed:
            conflict, version = changed, actions.takeaway_digest(changed.current)
        except DomainError as refusal:
            form.add_error("text", refusal.message)
        else:
            messages.success(request, _("%(takeaway)s : c’est enregistré.") % {"takeaway": saved})
            return redirect("concertations:workspace_takeaways", slug=slug)
    context = {"record": record, "form": form, "takeaway": takeaway, "conflict": conflict, "version": version}
    return render(request, "concertations/workspace/takeaway.html", context)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@require_POST
def takeaway_remove(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    takeaway = get_object_or_404(Takeaway, uid=uid, concertation__slug=slug)
    attempt(
        request,
        lambda: actions.remove(takeaway=takeaway, by=request.user),
        done=_("La ligne est retirée ; les autres numéros ne changent pas."),
    )
    return redirect("concertations:workspace_takeaways", slug=slug)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def erratum(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    record = workspace_record(slug=slug)
    takeaway = get_object_or_404(Takeaway.objects.prefetch_related("errata"), uid=uid, concertation=record)
    form = ErratumForm(request.POST or None, initial={"text": takeaway.text})
    conflict: actions.TakeawayChanged | None = None
    if request.method == "POST" and form.is_valid():
        try:
            seen = request.POST.get("version", "")
            actions.correct(takeaway=takeaway, by=request.user, seen=seen, **form.cleaned_data)
        except actions.TakeawayChanged as changed:
            conflict = changed
        except DomainError as refusal:
            form.add_error("text", refusal.message)
        else:
            messages.success(request, _("L’erratum est enregistré ; le premier texte reste lisible."))
            return redirect("concertations:workspace_takeaways", slug=slug)
    shown = conflict.current if conflict else takeaway
    context = {"record": record, "takeaway": shown, "form": form, "conflict": conflict, "version": shown.text_sha256}
    return render(request, "concertations/workspace/erratum.html", context, status=409 if conflict else 200)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def takeaway_classify(request: UserRequest, slug: str, uid: str) -> HttpResponse:
    """The theme and the audiences of a frozen text: they classify it, they are not what was said."""
    record = workspace_record(slug=slug)
    takeaway = get_object_or_404(Takeaway, uid=uid, concertation=record)
    form = ClassForm(request.POST or None, initial={"theme": takeaway.theme, "audiences": takeaway.audiences})
    version = actions.class_digest(takeaway)
    if request.method == "POST" and form.is_valid():
        theme, audiences = form.cleaned_data["theme"], form.cleaned_data["audiences"]
        try:
            actions.classify(
                takeaway=takeaway,
                theme=Theme(theme) if theme else None,
                audiences=[Audience(one) for one in audiences],
                seen=request.POST.get("version", ""),
                by=request.user,
            )
        except actions.TakeawayChanged as changed:
            version = actions.class_digest(changed.current)
            form.add_error(None, _("Quelqu’un a changé ce classement avant vous : relisez, puis enregistrez."))
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("%(takeaway)s : le classement est enregistré.") % {"takeaway": takeaway})
            return redirect("concertations:workspace_takeaways", slug=slug)
    context = {"record": record, "takeaway": takeaway, "form": form, "version": version}
    return render(request, "concertations/workspace/classify.html", context)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def takeaway_order(request: UserRequest, slug: str, kind: str) -> HttpResponse:
    if kind not in TakeawayKind.values:
        raise Http404
    record = workspace_record(slug=slug)
    lines = list(record.takeaways.filter(kind=kind).order_by("number"))
    form = OrderForm(request.POST or None, takeaways=lines)
    if request.method == "POST" and form.is_valid():
        with RefusalsOn(form):
            actions.reorder(
                concertation=record,
                kind=TakeawayKind(kind),
                order=form.order(),
                seen=request.POST.get("version", ""),
                by=request.user,
            )
            messages.success(request, _("Les numéros sont changés."))
            return redirect("concertations:workspace_takeaways", slug=slug)
    version = actions.order_digest(lines)
    context = {"record": record, "kind": TakeawayKind(kind), "form": form, "version": version}
    return render(request, "concertations/workspace/order.html", context)
