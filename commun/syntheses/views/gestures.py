"""Doing and undoing in the workshop: every form of its pages comes here, and goes back where it came from."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.accounts.models import User
from commun.core.attempts import attempt
from commun.core.errors import DomainError
from commun.syntheses import moves
from commun.syntheses.actions import workshop as actions
from commun.syntheses.addresses import back_to, group_url, searched
from commun.syntheses.enums import Stance
from commun.syntheses.forms.workshop import GestureForm
from commun.syntheses.models import Corpus, Group, Move
from commun.syntheses.queries import workshop as queries
from commun.syntheses.views.workshop import number_in

Gesture: TypeAlias = Callable[[Corpus, Mapping[str, Any], User], Move | Group]

GESTURES: dict[str, Gesture] = {
    moves.MOVE: lambda corpus, given, by: actions.move(
        corpus=corpus, items=given["items"], to=given["vers"] or 0, seen=given["vu"], by=by
    ),
    moves.SPLIT: lambda corpus, given, by: actions.split(
        corpus=corpus, items=given["items"], title=given["titre"], seen=given["vu"], by=by
    ),
    moves.SET_ASIDE: lambda corpus, given, by: actions.set_aside(
        corpus=corpus, items=given["items"], reason=given["motif"], seen=given["vu"], by=by
    ),
    moves.BRING_BACK: lambda corpus, given, by: actions.bring_back(
        corpus=corpus, items=given["items"], seen=given["vu"], by=by
    ),
    moves.STANCE: lambda corpus, given, by: actions.take_stance(
        corpus=corpus, items=given["items"], stance=Stance(given["detail"]), seen=given["vu"], by=by
    ),
    moves.MERGE: lambda corpus, given, by: actions.merge(
        corpus=corpus, numbers=given["groupes"], into=given["vers"] or 0, seen=given["vu"], by=by
    ),
    moves.RENAME: lambda corpus, given, by: actions.rename(
        corpus=corpus, number=given["groupe"] or 0, title=given["titre"], note=given["note"], seen=given["vu"], by=by
    ),
    moves.TAKE_ON: lambda corpus, given, by: actions.take_on(
        corpus=corpus, number=given["groupe"] or 0, seen=given["vu"], by=by
    ),
}


@require(Permission.SYNTHESIS_EDIT)
@require_POST
def act(request: UserRequest, uid: str) -> HttpResponse:
    """One gesture. Refused because others touched the same: the page says what they did, and what was typed."""
    corpus = get_object_or_404(Corpus, uid=uid)
    form = GestureForm(request.POST)
    if not form.is_valid():
        for faults in form.errors.values():
            messages.error(request, " ".join(map(str, faults)))
        return redirect(back_to(corpus, request.POST.get("retour", "")))
    given = {**form.cleaned_data}
    given["items"] = _all_of(corpus, given["retour"]) if given["tout"] else given["remontees"]
    try:
        GESTURES[given["verb"]](corpus, given, request.user)
    except actions.WorkshopChanged as refusal:
        messages.error(request, f"{refusal.message} {_typed(given)}".strip())
        return redirect(back_to(corpus, given["retour"], since=given["vu"]))
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect(back_to(corpus, given["retour"]))
    corpus.refresh_from_db()
    last = corpus.moves.get(number=corpus.moves_count)
    messages.success(request, f"{last.says}.")
    after = group_url(corpus, given["vers"]) if given["verb"] == moves.MERGE else given["retour"]
    return redirect(back_to(corpus, after, since=given["vu"] if last.number > given["vu"] + 1 else None))


def _typed(given: Mapping[str, Any]) -> str:
    """What the person had written, so that it is not lost."""
    words = given["titre"] or given["motif"]
    return _("Vous aviez écrit : « %(words)s ».") % {"words": words} if words else ""


def _all_of(corpus: Corpus, address: str) -> list[int]:
    """Every takeaway of the list from which the form was sent."""
    match = resolve(urlsplit(back_to(corpus, address)).path)
    place: dict[str, Any] = {"place": match.kwargs.get("place", "")}
    if number := match.kwargs.get("number"):
        place = {"group": get_object_or_404(corpus.groups, number=number)}
    elif place["place"] not in (queries.UNGROUPED, queries.SET_ASIDE):
        return []
    found = queries.items_of(corpus=corpus, text=searched(address), **place)
    return list(found.values_list("pk", flat=True))


@require(Permission.SYNTHESIS_EDIT)
@require_POST
def undo(request: UserRequest, uid: str, number: int) -> HttpResponse:
    corpus = get_object_or_404(Corpus, uid=uid)
    attempt(
        request,
        lambda: actions.undo(corpus=corpus, number=number, by=request.user),
        done=lambda move: f"{move.says}.",
    )
    return redirect(back_to(corpus, request.POST.get("retour", "")))


@require(Permission.SYNTHESIS_EDIT)
@require_safe
def history(request: UserRequest, uid: str) -> HttpResponse:
    """All that was done, the last first, each with its undoing."""
    corpus = get_object_or_404(Corpus, uid=uid)
    page = Paginator(range(corpus.moves_count), queries.MOVES_PAGE).get_page(number_in(request, "page"))
    lines = queries.moves_of(corpus=corpus, start=max(0, page.start_index() - 1))
    return render(request, "syntheses/workshop/moves.html", {"corpus": corpus, "page": page, "moves": lines})


@require(Permission.SYNTHESIS_EDIT)
@require_safe
def since(request: UserRequest, uid: str, number: int) -> JsonResponse:
    """What others did after a move, for the script of a page that stays open."""
    corpus = get_object_or_404(Corpus, uid=uid)
    lines = queries.moves_of(corpus=corpus, since=number, but_by=request.user, limit=10)
    told = [{"par": one.by, "heure": timezone.localtime(one.at).strftime("%H:%M"), "geste": one.says} for one in lines]
    return JsonResponse({"compte": corpus.moves_count, "gestes": told})
