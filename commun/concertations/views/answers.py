"""Answering: one proposition, or many with a preview; all or none."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.concertations.access import territory_of_concertation, territory_of_proposition
from commun.concertations.actions import answers as actions
from commun.concertations.actions.answers import AnswerRefused, AnswersRefused
from commun.concertations.actions.proofs import ProofRefused
from commun.concertations.enums import Decision
from commun.concertations.forms.answers import AnswerBatch, AnswerForm, posted_numbers
from commun.concertations.models import Concertation, Takeaway
from commun.concertations.models.takeaways import TakeawayQuerySet
from commun.concertations.queries import drafts
from commun.core.attempts import READ_OR_SEND
from commun.core.errors import EditConflict

# How many propositions are answered together on one page: what a person reads again before publishing.
PAGE_SIZE = 50


@require(Permission.ANSWER_PUBLISH, of=territory_of_proposition)
@READ_OR_SEND
def answer(request: UserRequest, uid: str) -> HttpResponse:
    proposition = get_object_or_404(Takeaway.objects.propositions().select_related("concertation__territory"), uid=uid)
    previous = list(proposition.answers.all())
    drafted = None if previous else drafts.draft_of(proposition)
    form = AnswerForm(
        request.POST or None,
        concertation=proposition.concertation,
        read=len(previous),
        draft=drafted.proposed(on=timezone.localdate()) if drafted else None,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"decision": Decision(form.cleaned_data["decision"])}
        try:
            actions.answer(proposition=proposition, by=request.user, **given)
        except (AnswerRefused, ProofRefused) as refusal:
            form.add_refusal(refusal)
        except EditConflict as conflict:
            form.add_error(None, conflict.message)
            previous = list(proposition.answers.all())
            form.read_again(len(previous))
        else:
            messages.success(request, _("La réponse est publiée. Vous pouvez maintenant promettre une action."))
            return redirect(proposition)
    context = {
        "record": proposition.concertation,
        "proposition": proposition,
        "previous": previous,
        "drafted": drafted,
        "form": form,
        "crumbs": _crumbs(proposition),
    }
    return render(request, "concertations/answers/one.html", context, status=409 if _conflicts(form) else 200)


@require(Permission.ANSWER_PUBLISH, of=territory_of_concertation)
@READ_OR_SEND
def answers(request: UserRequest, slug: str) -> HttpResponse:
    concertation = get_object_or_404(Concertation.objects.select_related("territory"), slug=slug)
    batch = _batch(request, concertation)
    step = request.POST.get("action", "")
    if step == "appliquer":
        return _page(request, concertation, batch.applied())
    if step not in ("previsualiser", "publier") or not batch.signature.is_valid():
        return _page(request, concertation, batch)
    written = batch.answers()
    if not written:
        messages.warning(request, _("Choisissez une réponse pour au moins une proposition."))
        return _page(request, concertation, batch)
    if step == "publier":
        try:
            actions.answer_many(concertation=concertation, answers=written, by=request.user)
        except AnswersRefused as refused:
            return _preview(request, concertation, batch, written, refused.faults)
        count = len(written)
        text = ngettext("%(count)d réponse publiée.", "%(count)d réponses publiées.", count) % {"count": count}
        messages.success(request, text)
        return redirect("concertations:answers", slug=slug)
    faults = actions.check_many(concertation=concertation, answers=written)
    return _preview(request, concertation, batch, written, faults)


def _batch(request: HttpRequest, concertation: Concertation) -> AnswerBatch:
    """The propositions of one page, those that wait first; those that a form was made of when one is sent."""
    rows, numbers = _waiting_first(concertation), posted_numbers(request.POST)
    found = list(rows.filter(number__in=numbers) if numbers else _shown(request, rows))
    return AnswerBatch.of(
        request.POST if request.method == "POST" else None,
        concertation=concertation,
        propositions=found,
        answers=actions.last_answers(found),
    )


def _waiting_first(concertation: Concertation) -> TakeawayQuerySet:
    return concertation.takeaways.propositions().order_by(Case(When(answered_on=None, then=0), default=1), "number")


def _shown(request: HttpRequest, rows: TakeawayQuerySet) -> Page[Takeaway]:
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def _page(request: HttpRequest, concertation: Concertation, batch: AnswerBatch) -> HttpResponse:
    rows = _waiting_first(concertation)
    context = {
        "record": concertation,
        "batch": batch.read_again(),
        "waiting": rows.filter(answered_on=None).count(),
        "total": rows.count(),
        "drafts": drafts.count_of(concertation),
        # What a sent page holds is published or given up: no link leads away from it.
        "page": None if request.method == "POST" else _shown(request, rows),
    }
    return render(request, "concertations/answers/many.html", context)


def _preview(
    request: HttpRequest, concertation: Concertation, batch: AnswerBatch, written: Any, faults: Any
) -> HttpResponse:
    by_proposition = {fault.proposition.pk: fault.message for fault in faults}
    theirs = batch.overtaking()
    lines = [(one, by_proposition.get(one.proposition.pk, ""), theirs.get(one.proposition.pk)) for one in written]
    posted = [
        (key, value)
        for key, values in request.POST.lists()
        for value in values
        if key not in ("action", "csrfmiddlewaretoken")
    ]
    context = {
        "record": concertation,
        "lines": lines,
        "faults": len(by_proposition),
        "signed": batch.signature.cleaned_data,
        "posted": posted,
        "count": len(written),
    }
    return render(request, "concertations/answers/preview.html", context, status=422 if faults else 200)


def _conflicts(form: AnswerForm) -> bool:
    return form.is_bound and bool(form.non_field_errors())


def _crumbs(proposition: Takeaway) -> list[tuple[str, str]]:
    return [
        (_("Mon espace"), "/espace/"),
        (proposition.concertation.title, proposition.concertation.get_absolute_url()),
        (_("Proposition %(number)d") % {"number": proposition.number}, proposition.get_absolute_url()),
        (_("Répondre"), ""),
    ]
