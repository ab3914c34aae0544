"""One way to write a name so that it can be found: used on what is stored and on what is typed."""

import re
from typing import NamedTuple

from commun.core.text import words
from commun.territories.enums import EPCI, Kind

_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_BEING_TYPED = {"st": "saint", "ste": "sainte"}
_MOST_WORDS = 8
_CODE = re.compile(r"[\d\s.\xa0\u202f-]+")

# Words that people type before a name and that the official name does not hold.
_KIND_WORDS: dict[Kind, str] = {
    **dict.fromkeys(EPCI, "epci intercommunalite"),
    Kind.COMMUNAUTE_COMMUNES: "epci intercommunalite communaute de communes cc",
    Kind.COMMUNAUTE_AGGLOMERATION: "epci intercommunalite communaute d agglomeration agglo ca",
    Kind.COMMUNAUTE_URBAINE: "epci intercommunalite communaute urbaine cu",
    Kind.METROPOLE: "epci intercommunalite metropole",
    Kind.EPT: "ept etablissement public territorial",
    Kind.PETR: "petr pole d equilibre territorial et rural",
    Kind.SYNDICAT_MIXTE: "syndicat mixte",
    Kind.DEPARTEMENT: "departement conseil departemental",
    Kind.REGION: "region conseil regional",
    Kind.COLLECTIVITE_UNIQUE: "collectivite",
    Kind.CODEV: "codev conseil de developpement",
    Kind.UNIVERSITE: "universite",
    Kind.COMMUNE: "ville mairie commune",
    Kind.SPECIAL_COMMUNE: "ville mairie commune",
}


def normalise(text: str) -> str:
    """Words separated by one space, "st" and "ste" written in full: "St Étienne" is "saint etienne"."""
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words(text))


def typed_code(text: str) -> str:
    """The digits of "244 400 404"; of a SIRET the first nine, its SIREN; "" when it is not a code."""
    digits = re.sub(r"\D", "", text) if _CODE.fullmatch(text) else ""
    return digits[:9] if len(digits) in (9, 14) else ""


class Typed(NamedTuple):
    """What was typed of a name.

    A territory is meant that holds each of `words`, and one of the ways to read the `last`; sooner when it holds one of
    `phrases`, the ways to read the whole `phrase`.
    """

    phrase: str
    phrases: tuple[str, ...]
    words: tuple[str, ...]
    last: tuple[str, ...]


def typed_name(text: str) -> Typed | None:
    """None when there is no word in it."""
    typed = words(text)[:_MOST_WORDS]
    if not typed:
        return None
    phrase = normalise(text)
    *before, last = phrase.split()[:_MOST_WORDS]
    if typed[-1] not in _BEING_TYPED:
        return Typed(phrase, (phrase,), tuple(before), (last,))
    # "st" is Saint, or the beginning of Strasbourg.
    return Typed(phrase, (phrase, " ".join([*phrase.split()[:-1], typed[-1]])), tuple(before), (last, typed[-1]))


def search_key(*, name: str, kind: str, short_name: str = "", codes: tuple[str, ...] = ()) -> str:
    """What is searched: " nantes | ville mairie commune 44 44109 214401093 ".

    Each word follows a space, so that "contains ' nant'" is "a word begins with nant"; the name ends with "|".
    """
    known = Kind(kind)
    extra = [normalise(short_name), _KIND_WORDS.get(known, ""), *(code.lower() for code in codes if code)]
    return f" {normalise(name)} | {' '.join(part for part in extra if part)} "[:400]
