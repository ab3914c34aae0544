"""Votes on statements: the public page, and the workspace where one imports them and takes up what they share."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, public, require
from commun.accounts.enums import Permission
from commun.concertations.access import territory_of_concertation
from commun.concertations.enums import TakeawayKind
from commun.concertations.models import Concertation
from commun.core import pending
from commun.core.attempts import READ_OR_SEND, attempt
from commun.core.errors import DomainError
from commun.syntheses.actions import opinion as actions
from commun.syntheses.forms.opinion import CheckedKeepForm, KeepForm, PolisForm, TakeUpForm
from commun.syntheses.importers.polis import Conversation
from commun.syntheses.models import OpinionPoll, OpinionStatement
from commun.syntheses.presenters.opinion import group_name, poll_page

KIND = "polis"
PER_PAGE = 50


@public
@require_safe
def opinion_poll(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    polls = OpinionPoll.objects.public().select_related("concertation__territory")
    poll = get_object_or_404(polls, concertation__slug=slug, number=number)
    page = poll_page(poll, list(poll.statements.select_related("takeaway__concertation")))
    record = poll.concertation
    context = {
        "poll": poll,
        "record": record,
        "page": page,
        "names": [group_name(index) for index in range(len(page.groups))],
        "lines": Paginator(page.lines, PER_PAGE).get_page(request.GET.get("page")),
        "path": [
            (_("Concertations"), reverse("concertations:list")),
            (record.title, record.get_absolute_url()),
            (_("Vote sur des énoncés"), ""),
        ],
    }
    return render(request, "syntheses/opinion/poll.html", context)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def opinion_desk(request: UserRequest, slug: str) -> HttpResponse:
    """What was imported, and the form to import a conversation."""
    record = _record(slug)
    form = PolisForm(request.POST, request.FILES) if request.method == "POST" else PolisForm()
    if form.is_bound and form.is_valid():
        kept = pending.keep(kind=KIND, target=record, content=form.conversation.as_json(), by=request.user)
        return redirect("syntheses:opinion_preview", slug=slug, token=kept.token)
    context = {"record": record, "form": form, "polls": OpinionPoll.objects.filter(concertation=record)}
    return render(request, "syntheses/opinion/desk.html", context, status=400 if form.errors else 200)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@READ_OR_SEND
def opinion_preview(request: UserRequest, slug: str, token: str) -> HttpResponse:
    """What was read and counted again, before it is kept."""
    record = _record(slug)
    try:
        kept = pending.find(token=token, kind=KIND, target=record, by=request.user)
    except DomainError as refusal:
        messages.warning(request, refusal.message)
        return redirect("syntheses:opinion_desk", slug=slug)
    read = Conversation.from_json(kept.content)
    naming = read.naming_someone
    form_class = CheckedKeepForm if naming else KeepForm
    form = form_class(request.POST) if request.method == "POST" else form_class(initial={"title": read.title})
    if form.is_bound and form.is_valid():
        poll, changed = actions.keep_conversation(
            concertation=record,
            conversation=read,
            title=form.cleaned_data["title"],
            attribution=form.cleaned_data["attribution"],
            by=request.user,
        )
        kept.delete()
        done = _("La conversation est gardée.") if changed else _("Cette conversation était déjà là : rien n’a changé.")
        messages.success(request, done)
        return redirect("syntheses:opinion_statements", slug=slug, number=poll.number)
    context = {"record": record, "read": read, "form": form, "naming": naming}
    return render(request, "syntheses/opinion/preview.html", context, status=400 if form.errors else 200)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@require_safe
def opinion_statements(request: UserRequest, slug: str, number: int) -> HttpResponse:
    """The statements, those that share most first, each with the button that makes a takeaway of it."""
    record = _record(slug)
    poll = get_object_or_404(OpinionPoll, concertation=record, number=number)
    page = poll_page(poll, list(poll.statements.select_related("takeaway__concertation")))
    shared = {line.pk for line in page.shared}
    taken = dict(poll.statements.exclude(takeaway=None).values_list("pk", "takeaway__uid"))
    lines = [*page.shared, *(line for line in page.lines if line.pk not in shared)]
    context = {
        "record": record,
        "poll": poll,
        "lines": Paginator(lines, PER_PAGE).get_page(request.GET.get("page")),
        "shared": shared,
        "taken": taken,
        "form": TakeUpForm(),
    }
    return render(request, "syntheses/opinion/statements.html", context)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@require_POST
def opinion_take_up(request: UserRequest, slug: str, number: int, pk: int) -> HttpResponse:
    statement = get_object_or_404(OpinionStatement, poll__concertation__slug=slug, poll__number=number, pk=pk)
    form = TakeUpForm(request.POST)
    if not form.is_valid():
        raise Http404
    attempt(
        request,
        lambda: actions.take_up(statement=statement, kind=TakeawayKind(form.cleaned_data["kind"]), by=request.user),
        done=lambda added: _("Repris dans les remontées : %(takeaway)s.") % {"takeaway": added},
    )
    return redirect("syntheses:opinion_statements", slug=slug, number=number)


@require(Permission.CONCERTATION_EDIT, of=territory_of_concertation)
@require_POST
def opinion_remove(request: UserRequest, slug: str, number: int) -> HttpResponse:
    poll = get_object_or_404(OpinionPoll, concertation__slug=slug, number=number)
    actions.remove_conversation(poll=poll, by=request.user)
    messages.success(request, _("La conversation est retirée ; ce qui en a été repris reste."))
    return redirect("syntheses:opinion_desk", slug=slug)


def _record(slug: str) -> Concertation:
    return get_object_or_404(Concertation.objects.select_related("territory"), slug=slug)
