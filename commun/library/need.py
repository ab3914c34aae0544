"""A need said in one sentence, read by plain rules; and how like it a use is, with its reasons. Pure functions.

« Une commune de 4 000 habitants, eau, moins de 50 k€, sans données personnelles » gives a kind, a population, a word,
a budget and a condition. What is not understood stays a word to search. A use is compared criterion by criterion:
what is held back or unknown is neither for nor against, and is said.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _

from commun.core.text import folded
from commun.library import terms
from commun.library.enums import CostBand, PersonalData, Stage, Technique
from commun.library.models.published import HELD
from commun.territories.enums import EPCI, Kind
from commun.ui.components.typography import grouped

ANY_EPCI = "epci"
"""« Une intercommunalité », of whichever type."""

MOST_PEOPLE = 100_000_000
MOST_EUROS = 1_000_000_000


@dataclass(frozen=True)
class Need:
    """What is looked for; "" and None ask nothing."""

    words: str = ""
    kind: str = ""
    population: int | None = None
    budget: int | None = None
    personal_data: str = ""
    technique: str = ""
    stage: str = ""
    wants_measured: bool = False

    @property
    def is_empty(self) -> bool:
        return self == Need()


# --- Reading a sentence ----------------------------------------------------------------------------------------------

_NUMBER = r"(\d{1,3}(?:[ .]\d{3})+|\d+)(?:,(\d+))?"
_SCALES = {"k": 1_000, "mille": 1_000, "m": 1_000_000, "million": 1_000_000, "millions": 1_000_000}
_POPULATION = re.compile(_NUMBER + r" ?(k|mille|millions?)?(?: d'?)? ?hab(?:itants?|\b\.?)")
_BUDGET = re.compile(
    r"(?:(?:budget|maximum|max|moins|jusqu|plus|sous|cout)\b[ ']*(?:a|de|d)?[ ']*)*"
    + _NUMBER
    + r" ?(k|m|mille|millions?)?(?: d)?[ ']?(?:€|euros?\b|eur\b)(?: (?:maximum|max))?(?: (?:par|/) an)?(?: de budget)?"
)
_KINDS: tuple[tuple[str, str], ...] = (
    (r"communautes? de communes", Kind.COMMUNAUTE_COMMUNES),
    (r"communautes? d.?agglomeration|agglomerations?|agglos?", Kind.COMMUNAUTE_AGGLOMERATION),
    (r"communautes? urbaines?", Kind.COMMUNAUTE_URBAINE),
    (r"metropoles?", Kind.METROPOLE),
    (r"epci|intercommunalites?|intercos?", ANY_EPCI),
    (r"conseils? departementa(?:l|ux)|departements?", Kind.DEPARTEMENT),
    (r"conseils? regiona(?:l|ux)|regions?", Kind.REGION),
    (r"syndicats?(?: mixtes?)?", Kind.SYNDICAT_MIXTE),
    (r"universites?", Kind.UNIVERSITE),
    (r"communes?|villes?|villages?|mairies?", Kind.COMMUNE),
)
_DATA: tuple[tuple[str, str], ...] = (
    (r"(?:sans|aucune|pas de) donnees? (?:a caractere )?personnelles?", PersonalData.NONE),
    (r"donnees? pseudonymisees?", PersonalData.PSEUDONYMISED),
    (r"(?:avec (?:des )?)?donnees? (?:a caractere )?personnelles?", PersonalData.YES),
)
_TECHNIQUES: tuple[tuple[str, str], ...] = (
    (r"sans (?:ia|intelligence artificielle)|regles de calcul|systeme de regles", Technique.RULES),
    (r"(?:ia |intelligence artificielle )?generati(?:f|ve)s?|llm|grands? modeles? de langage", Technique.GENERATIVE),
    (r"apprentissage(?: automatique)?|machine learning|deep learning", Technique.LEARNING),
    (r"statistiques?", Technique.STATISTICS),
)  # fmt: skip
_STAGES: tuple[tuple[str, str], ...] = (
    (r"(?:deja )?en (?:service|exploitation|production)|deja deployee?s?", Stage.IN_USE),
    (r"en (?:test|experimentation|pilote)|experimentee?s?", Stage.EXPERIMENT),
    (r"abandonnee?s?", Stage.ABANDONED),
)
_MEASURED = re.compile(
    r"\b(?:avec (?:des )?|un |des )?(?:resultats? |effets? |gains? )(?:mesures?|prouves?|evalues?|chiffres?)\b"
)

# Words of whoever asks, not of what is looked for.
_ASKING = frozenset(
    terms.stem(word)
    for word in """
    je nous notre nos cherche cherchons veux voulons voudrais souhaite souhaitons besoin aimerais suis sommes comment
    faire trouver quel quelle quels quelles habitants habitant budget an annee euros donnees personnelles ia
    intelligence artificielle outil solution systeme usage projet petite petit grande grand moyenne rurale environ
    autour sans moins maximum autres territoires territoire collectivite collectivites
    """.split()  # noqa: SIM905
)


def parse(sentence: str) -> Need:
    """What a sentence asks. Never fails: what no rule understands stays a word to search."""
    text = folded(sentence[:1000]).replace("\u00a0", " ")
    population, text = _amount(_POPULATION, text, most=MOST_PEOPLE)
    budget, text = _amount(_BUDGET, text, most=MOST_EUROS)
    personal_data, text = _first(_DATA, text)
    technique, text = _first(_TECHNIQUES, text)
    stage, text = _first(_STAGES, text)
    is_measured = _MEASURED.search(text) is not None
    text = _MEASURED.sub(" , ", text)
    kind, text = _first(_KINDS, text)
    return Need(
        words=_words(sentence, text),
        kind=kind,
        population=population,
        budget=budget,
        personal_data=personal_data,
        technique=technique,
        stage=stage,
        wants_measured=is_measured,
    )


def _amount(pattern: "re.Pattern[str]", text: str, *, most: int) -> tuple[int | None, str]:
    found = pattern.search(text)
    if found is None:
        return None, text
    whole, part, scale = found.group(1), found.group(2), found.group(3)
    digits = re.sub(r"[ .]", "", whole)
    if len(digits) > 12:
        return None, text
    amount = Decimal(f"{digits}.{(part or '0')[:6]}") * _SCALES.get(scale or "", 1)
    rest = f"{text[: found.start()]} , {text[found.end() :]}"
    return (int(amount), rest) if 0 < amount <= most else (None, rest)


def _first(rules: Sequence[tuple[str, str]], text: str) -> tuple[str, str]:
    for pattern, value in rules:
        found = re.search(rf"\b(?:{pattern})\b", text)
        if found is not None:
            return str(value), f"{text[: found.start()]} , {text[found.end() :]}"
    return "", text


def _words(sentence: str, rest: str) -> str:
    """What is left to search, as it was written."""
    left = {term.stem for term in terms.terms(rest)}
    kept: dict[str, str] = {}
    for term in terms.terms(sentence[:1000]):
        if term.stem in left and term.stem not in _ASKING and not term.stem.isdigit():
            kept.setdefault(term.stem, term.shown)
    return " ".join(list(kept.values())[: terms.MOST_TERMS])


# --- Likeness --------------------------------------------------------------------------------------------------------


class Facts(Protocol):
    """The public facts of a use that a need is compared with; "", None or `HELD` when they are not known."""

    @property
    def kind(self) -> str: ...
    @property
    def population(self) -> int | None: ...
    @property
    def stage(self) -> str: ...
    @property
    def technique(self) -> str: ...
    @property
    def cost_band(self) -> str: ...
    @property
    def yearly_cost(self) -> Decimal | None: ...
    @property
    def personal_data(self) -> str: ...
    @property
    def is_measured(self) -> bool: ...


class Side(Enum):
    FOR = "pour"
    AGAINST = "contre"
    SILENT = "silence"


class Reason(NamedTuple):
    side: Side
    text: str


class Criterion(NamedTuple):
    """`asked` tells whether the need says anything of it; `mark` goes from -1 (contrary) to 1 (same), None: unknown."""

    weight: float
    asked: Callable[[Need], bool]
    mark: Callable[[Need, Facts], float | None]
    say: Callable[[Need, Facts], str]


_UNKNOWN = ("", HELD, Stage.UNKNOWN.value)


def _same(wanted: str, known: str) -> float | None:
    if known in _UNKNOWN:
        return None
    return 1.0 if wanted == known else -1.0


def _kind(need: Need, facts: Facts) -> float | None:
    if facts.kind in _UNKNOWN:
        return None
    if facts.kind == need.kind or (need.kind == ANY_EPCI and facts.kind in EPCI):
        return 1.0
    return 0.3 if need.kind in EPCI and facts.kind in EPCI else -1.0


def _population(need: Need, facts: Facts) -> float | None:
    """By the ratio of the two: up to half as much again, the same; three times, near; ten times, another world."""
    if not facts.population or not need.population:
        return None
    ratio = max(facts.population, need.population) / min(facts.population, need.population)
    for limit, mark in ((1.5, 1.0), (3, 0.6), (10, -0.3)):
        if ratio <= limit:
            return mark
    return -1.0


_BANDS: dict[str, tuple[int, int | None]] = {
    CostBand.UNDER_50: (0, 50_000),
    CostBand.FROM_50_TO_100: (50_000, 100_000),
    CostBand.OVER_100: (100_000, None),
}


def _budget(need: Need, facts: Facts) -> float | None:
    assert need.budget is not None
    if facts.yearly_cost is not None:
        return 1.0 if facts.yearly_cost <= need.budget else -1.0
    if facts.cost_band not in _BANDS:
        return None
    least, most = _BANDS[facts.cost_band]
    if most is not None and most <= need.budget:
        return 1.0
    return -1.0 if least >= need.budget else None


def _data(need: Need, facts: Facts) -> float | None:
    if facts.personal_data in _UNKNOWN:
        return None
    if need.personal_data == PersonalData.NONE:
        return 1.0 if facts.personal_data == PersonalData.NONE else -1.0
    return -1.0 if facts.personal_data == PersonalData.NONE else 1.0


def _say_kind(need: Need, facts: Facts) -> str:
    mark = _kind(need, facts)
    label = str(Kind(facts.kind).label).lower() if facts.kind in Kind.values else ""
    if mark is None:
        return _("type de territoire non renseigné")
    return (_("même type : %(kind)s") if mark == 1 else _("autre type : %(kind)s")) % {"kind": label}


def _say_population(need: Need, facts: Facts) -> str:
    mark = _population(need, facts)
    if mark is None:
        return _("population non renseignée")
    assert facts.population is not None
    assert need.population is not None
    words = {
        1.0: _("même taille : %(count)s habitants"),
        0.6: _("taille proche : %(count)s habitants"),
    }.get(mark) or (
        _("plus grand : %(count)s habitants")
        if facts.population > need.population
        else _("plus petit : %(count)s habitants")
    )
    return words % {"count": grouped(facts.population)}


def _say_budget(need: Need, facts: Facts) -> str:
    if facts.yearly_cost is not None:
        return _("coût : %(amount)s € par an") % {"amount": grouped(int(facts.yearly_cost))}
    if facts.cost_band in _BANDS:
        return _("coût par an : %(band)s") % {"band": str(CostBand(facts.cost_band).label).lower()}
    return _("coût réservé par le territoire") if facts.cost_band == HELD else _("coût non renseigné")


def _say_data(need: Need, facts: Facts) -> str:
    if facts.personal_data == HELD:
        return _("données personnelles : réservé par le territoire")
    if facts.personal_data in _UNKNOWN:
        return _("données personnelles : non renseigné")
    if facts.personal_data == PersonalData.NONE:
        return _("sans données personnelles")
    if facts.personal_data == PersonalData.PSEUDONYMISED:
        return _("données personnelles, pseudonymisées")
    return _("traite des données personnelles")


def _say_technique(need: Need, facts: Facts) -> str:
    if facts.technique == HELD:
        return _("technique réservée par le territoire")
    if facts.technique in _UNKNOWN:
        return _("technique non renseignée")
    return str(Technique(facts.technique).label)


def _say_stage(need: Need, facts: Facts) -> str:
    return _("étape non renseignée") if facts.stage in _UNKNOWN else str(Stage(facts.stage).label).lower()


CRITERIA: tuple[Criterion, ...] = (
    Criterion(2, lambda need: bool(need.population), _population, _say_population),
    Criterion(1, lambda need: bool(need.kind), _kind, _say_kind),
    Criterion(2, lambda need: need.budget is not None, _budget, _say_budget),
    Criterion(2, lambda need: bool(need.personal_data), _data, _say_data),
    Criterion(
        2,
        lambda need: bool(need.technique),
        lambda need, facts: _same(need.technique, facts.technique),
        _say_technique,
    ),
    Criterion(1, lambda need: bool(need.stage), lambda need, facts: _same(need.stage, facts.stage), _say_stage),
    # A figure that is not published is not a figure that does not exist.
    Criterion(
        1.5,
        lambda need: need.wants_measured,
        lambda need, facts: 1.0 if facts.is_measured else None,
        lambda need, facts: _("résultat mesuré") if facts.is_measured else _("aucun résultat mesuré publié"),
    ),
)
WEIGHT_OF_WORDS = 4.0


def likeness(need: Need, facts: Facts, *, words: int = 0, held: int = 0, in_title: int = 0) -> float:
    """From -1 to 1: what agrees less what contradicts, by weight; what is unknown counts for nothing.

    Of the `words` that the need searches, the use holds `held`, `in_title` of them in its title.
    """
    score = total = 0.0
    if words:
        score += WEIGHT_OF_WORDS * (0.8 * (2 * held / words - 1) + 0.2 * in_title / words)
        total += WEIGHT_OF_WORDS
    for one in CRITERIA:
        if one.asked(need):
            score += one.weight * (one.mark(need, facts) or 0.0)
            total += one.weight
    return score / total if total else 0.0


def reasons(need: Need, facts: Facts) -> list[Reason]:
    """What of the need the use meets, contradicts, or leaves unknown: in that order."""
    found = []
    for one in CRITERIA:
        if one.asked(need):
            mark = one.mark(need, facts)
            side = Side.SILENT if mark is None else Side.FOR if mark > 0 else Side.AGAINST
            found.append(Reason(side, one.say(need, facts)))
    return sorted(found, key=lambda reason: list(Side).index(reason.side))
