"""The chain of proof, the states and the life cycle: where a record stands and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from commun.ui.components.dates import ui_date

KnotState: TypeAlias = Literal["done", "current", "late", "missing", "future"]
State: TypeAlias = Literal["tenu", "en_cours", "en_retard", "sans_reponse", "neutre"]

KNOT_WORDS: dict[str, Any] = {
    "done": gettext_lazy("fait"),
    "current": gettext_lazy("en cours"),
    "late": gettext_lazy("en retard"),
    "missing": gettext_lazy("manque"),
    "future": gettext_lazy("à venir"),
}
STATE_WORDS: dict[str, Any] = {
    "tenu": gettext_lazy("Tenu"),
    "en_cours": gettext_lazy("En cours"),
    "en_retard": gettext_lazy("En retard"),
    "sans_reponse": gettext_lazy("Sans réponse"),
    "neutre": gettext_lazy("Non renseigné"),
}

PITCH, HALF = 20, 7
"""Distance between two knots of the tiny thread, and half its height, in CSS pixels."""

TINY_SHAPES: dict[str, str] = {
    "done": "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "current": "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0zm3 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0z",
    "late": "m0-6l6 11h-12z",
    "missing": "m-4-4h8v8h-8z",
    "future": "m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z",
}


@dataclass(frozen=True, slots=True)
class Knot:
    """One named knot of the thread: proposition, réponse, suite, preuve, usage, constat or manifeste."""

    name: str
    state: KnotState = "future"
    detail: str = ""
    url: str = ""
    current: bool = False
    """True for the knot whose page is being read."""


@dataclass(frozen=True, slots=True)
class Step:
    """One state of a life cycle, with the day it was reached, or is expected."""

    name: str
    state: KnotState = "future"
    date: Any = None
    detail: str = ""


@lru_cache(maxsize=1024)
def _tiny(knots: tuple[tuple[str, KnotState], ...], language: str) -> SafeString:
    """The whole thread as one small drawing whose name says every knot; four shapes at most, whatever its length.

    A list draws a few threads many times: each is drawn once.
    """
    width = PITCH * len(knots)
    drawn: dict[str, list[str]] = {}
    for index, (_name, state) in enumerate(knots):
        drawn.setdefault(state, []).append(f"M{index * PITCH + PITCH // 2} {HALF}{TINY_SHAPES[state]}")
    return format_html(
        '<svg class="thread-tiny" role="img" aria-label="{}" width="{}" height="14" viewBox="0 0 {} 14">'
        '<path class="thread-line" d="M{} {}H{}"/>{}</svg>',
        ", ".join(f"{name} : {KNOT_WORDS[state]}" for name, state in knots),
        width,
        width,
        PITCH // 2,
        HALF,
        width - PITCH // 2,
        format_html_join("", '<path class="knot-{}" d="{}"/>', ((state, "".join(d)) for state, d in drawn.items())),
    )


def _knot(knot: Knot) -> SafeString:
    words = capfirst(knot.name)
    name = (
        format_html('<a class="knot-name" href="{}">{}</a>', knot.url, words)
        if knot.url
        else format_html('<span class="knot-name">{}</span>', words)
    )
    return format_html(
        '<li class="knot knot-{}"{}>{} <span class="knot-state">{}</span>{}</li>',
        knot.state,
        mark_safe(' aria-current="step"') if knot.current else "",
        name,
        KNOT_WORDS[knot.state],
        format_html(' <span class="knot-detail">{}</span>', knot.detail) if knot.detail else "",
    )


def ui_thread(knots: Iterable[Knot], *, size: Literal["large", "tiny"] = "large", label: str = "") -> SafeString:
    """{% ui_thread knots=chain %} · {% ui_thread knots=chain size="tiny" %}"""
    knots = tuple(knots)
    if not knots:
        return SafeString("")
    if size == "tiny":
        return _tiny(tuple((knot.name, knot.state) for knot in knots), get_language() or "")
    return format_html(
        '<ol class="thread" aria-label="{}">{}</ol>',
        label or _("Où en est cette proposition"),
        format_html_join("", "{}", ((_knot(knot),) for knot in knots)),
    )


def ui_state(state: State, label: str = "") -> SafeString:
    """{% ui_state "en_retard" "En retard de 12 jours" %}"""
    return format_html('<span class="state state-{}">{}</span>', state, label or STATE_WORDS[state])


def ui_steps(steps: Iterable[Step], *, label: str = "") -> SafeString:
    """{% ui_steps steps=cycle label="Étapes de la concertation" %}"""
    return format_html(
        '<ol class="steps" aria-label="{}">{}</ol>',
        label or _("Étapes"),
        format_html_join(
            "",
            '<li class="step knot-{}"{}><span class="step-name">{}</span> <span class="knot-state">{}</span>{}{}</li>',
            (
                (
                    step.state,
                    mark_safe(' aria-current="step"') if step.state == "current" else "",
                    step.name,
                    KNOT_WORDS[step.state],
                    format_html(' <span class="step-date">{}</span>', ui_date(step.date)) if step.date else "",
                    format_html(' <span class="knot-detail">{}</span>', step.detail) if step.detail else "",
                )
                for step in steps
            ),
        ),
    )
