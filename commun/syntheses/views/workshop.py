"""Reading in the workshop: the corpus as a whole, a group, what is in none."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.accounts.access import UserRequest, require
from commun.accounts.enums import Permission
from commun.syntheses.models import Corpus
from commun.syntheses.presenters.workshop import place_title
from commun.syntheses.queries import workshop as queries
from commun.syntheses.queries.corpora import words_of


def number_in(request: UserRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _frame(request: UserRequest, corpus: Corpus, groups: queries.GroupList) -> dict[str, Any]:
    """What stands around every page of a corpus: its groups, where the work is, what others did. Three queries."""
    since = number_in(request, "depuis")
    return {
        "corpus": corpus,
        "groups": groups,
        "counts": queries.corpus_counts(corpus=corpus, groups=groups),
        "since": [] if since is None else queries.moves_of(corpus=corpus, since=since, but_by=request.user),
        "last": queries.last_of(corpus=corpus, by=request.user),
        "here": request.path,
        "text": _words(request),
        "order": request.GET.get("ordre", ""),
    }


def _words(request: UserRequest) -> str:
    return request.GET.get("mots", "").strip()[:100]


@require(Permission.SYNTHESIS_EDIT)
@require_safe
def overview(request: UserRequest, uid: str) -> HttpResponse:
    """The whole corpus: where the work stands, each group with its most central sentence, the last gestures."""
    corpus = get_object_or_404(Corpus, uid=uid)
    page, words = number_in(request, "page") or 1, _words(request)
    groups = queries.group_list(corpus=corpus, page=page, text=words, with_quotes=True)
    context = _frame(request, corpus, groups)
    context |= {
        "cut": queries.cut_in_place(corpus=corpus),
        "is_worked": queries.has_been_worked(corpus=corpus),
        "moves": queries.moves_of(corpus=corpus, limit=6),
        "runs": queries.run_lines(corpus=corpus),
        "filters": words_of(corpus.filters),
    }
    return render(request, "syntheses/workshop/overview.html", context)


@require(Permission.SYNTHESIS_EDIT)
@require_safe
def group(request: UserRequest, uid: str, number: int) -> HttpResponse:
    """One group: its sentences from the most central to the most marginal, and everything one may do with them."""
    corpus = get_object_or_404(Corpus, uid=uid)
    found = get_object_or_404(corpus.groups.select_related("run", "taken_by"), number=number)
    groups = queries.group_list(corpus=corpus, around=number)
    context = _frame(request, corpus, groups)
    items = queries.items_of(corpus=corpus, group=found, text=context["text"])
    line = next((one for one in groups.lines if one.number == number), None)
    context |= {
        "group": found,
        "line": line,
        "facts": queries.group_facts(group=found),
        "findings": found.findings.order_by("pk"),
        "page": queries.item_page(
            corpus=corpus, found=items, page=number_in(request, "page") or 1, order=context["order"]
        ),
    }
    return render(request, "syntheses/workshop/group.html", context)


@require(Permission.SYNTHESIS_EDIT)
@require_safe
def place(request: UserRequest, uid: str, place: str) -> HttpResponse:
    """What is in no group, what was set aside, or everything, to search."""
    corpus = get_object_or_404(Corpus, uid=uid)
    title = place_title(place)
    if title is None:
        raise Http404(_("Cette liste n’existe pas."))
    context = _frame(request, corpus, queries.group_list(corpus=corpus))
    items = queries.items_of(corpus=corpus, place=place, text=context["text"])
    page = queries.item_page(corpus=corpus, found=items, page=number_in(request, "page") or 1)
    context |= {"place": place, "place_title": title, "page": page}
    return render(request, "syntheses/workshop/place.html", context)
