"""From one sheet to the shape of its page: what stands first, where it is in the chain of proof."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commun.library import enums, fields
from commun.library.fields import Section
from commun.library.presenters.stages import knot_state
from commun.library.queries.sheets import Line, Part, SheetPage
from commun.ui.components import Crumb
from commun.ui.components.chain import Knot

_TOLD_ABOVE = frozenset({"title", "summary", "theme"})
_AT_A_GLANCE = ("technique", "personal_data", "is_individual_decision", "risk_class", "debated", "supplier")
MOST_THREADS = 3


@dataclass(frozen=True)
class Glance:
    """One fact of the head of the page: its words, whether nobody has said, whether it is held back."""

    label: str
    text: str = ""
    reason: str = ""
    is_held: bool = False


def glance(page: SheetPage) -> list[Glance]:
    """What one wants to know before reading: six facts, silence included."""
    values = page.sheet.values
    held = values.get("_held", {})
    found = []
    for name in _AT_A_GLANCE:
        one = fields.BY_NAME[name]
        if name == "risk_class" and values.get("technique") == enums.Technique.RULES:
            continue
        if name in held:
            found.append(Glance(str(one.label), reason=held[name]["reason"], is_held=True))
        else:
            found.append(Glance(str(one.label), one.display(values.get(name))))
    return [*found, _cost(page)]


def _cost(page: SheetPage) -> Glance:
    """The yearly cost as it is known: an amount, else an order of magnitude, else the set-up."""
    values, held = page.sheet.values, page.sheet.values.get("_held", {})
    label = _("Coût")
    for name, words in (
        ("yearly_cost", _("%(cost)s par an")),
        ("cost_band", _("%(cost)s par an")),
        ("setup_cost", _("%(cost)s de mise en place")),
    ):
        if text := fields.BY_NAME[name].display(values.get(name)):
            return Glance(label, words % {"cost": text})
    for name in ("yearly_cost", "cost_band", "setup_cost"):
        if name in held:
            return Glance(label, reason=held[name]["reason"], is_held=True)
    return Glance(label)


@dataclass(frozen=True)
class Shown:
    """One section: what is said or held back, then in one sentence what matters and nobody said."""

    part: Part
    lines: tuple[Line, ...]
    unsaid: str


def sections(page: SheetPage) -> list[Shown]:
    """The sections without what the head of the page says already, and without the debate, which has its own place."""
    kept = []
    for part in page.parts:
        if part.section is Section.DEBATE:
            continue
        lines = [line for line in part.lines if line.name not in _TOLD_ABOVE]
        said = tuple(line for line in lines if line.text or line.is_held)
        unsaid = ", ".join(str(line.label) for line in lines if line not in said)
        if lines:
            kept.append(Shown(part, said, unsaid))
    return kept


def debate(page: SheetPage) -> dict[str, Line]:
    """What is said of the debate, by field: `debated`, and `debate` where there is something to tell."""
    lines = next((part.lines for part in page.parts if part.section is Section.DEBATE), ())
    return {line.name: line for line in lines if line.text or line.is_held}


def filled(page: SheetPage) -> tuple[int, int]:
    """How many public fields are filled, of how many in the open sections."""
    return sum(part.filled for part in page.parts), sum(part.expected for part in page.parts)


def threads(page: SheetPage) -> list[tuple[Knot, ...]]:
    """The threads of the sentences linked to this use; without any, one thread that says what is missing."""
    found = [one.knots for one in page.debates if one.knots]
    return found[:MOST_THREADS] or [_bare_thread(page)]


def _bare_thread(page: SheetPage) -> tuple[Knot, ...]:
    debates = len(page.debates)
    said = ngettext("%(count)d débat relié", "%(count)d débats reliés", debates) % {"count": debates}
    words = {
        "proposition": pgettext("maillon de la chaîne", "Proposition"),
        "reponse": pgettext("maillon de la chaîne", "Réponse"),
        "suite": pgettext("maillon de la chaîne", "Suite"),
        "preuve": pgettext("maillon de la chaîne", "Preuve"),
        "usage": pgettext("maillon de la chaîne", "Usage"),
        "constat": pgettext("maillon de la chaîne", "Constat"),
    }
    nothing = _("%(debates)s, aucune proposition") % {"debates": said} if debates else _("aucune reliée")
    first = Knot(words["proposition"], "missing", nothing)
    stage = str(page.sheet.get_stage_display()).lower()
    return (
        first,
        Knot(words["reponse"]),
        Knot(words["suite"]),
        _proof(words["preuve"], page),
        Knot(words["usage"], knot_state(page.sheet.stage), stage, current=True),
        Knot(words["constat"]),
    )


def _proof(name: str, page: SheetPage) -> Knot:
    """The decisions that the sheet cites stand on the thread, whether or not a debate led to them."""
    if not page.decisions:
        return Knot(name)
    count = len(page.decisions)
    words = ngettext("%(count)d délibération citée", "%(count)d délibérations citées", count) % {"count": count}
    return Knot(name, "done", words, "#preuves")


def crumbs(page: SheetPage) -> list[Crumb]:
    return [Crumb(_("Bibliothèque"), "/bibliotheque/"), Crumb(page.sheet.title)]


def is_to_check(page: SheetPage, *, on: datetime.date) -> bool:
    return page.sheet.next_check_on is not None and page.sheet.next_check_on < on
