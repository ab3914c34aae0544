"""One cell of a table, read as a value of the sheet. What is not certain is asked or remarked, never guessed.

A value is what JSON keeps (see `actions.sheets.as_json`); empty is None, "" or [] as the field says.
"""

import datetime
import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, Literal
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _

from commun.core.dates import PartialDate, is_within_reach
from commun.core.text import clean, folded
from commun.library import fields
from commun.library.enums import Stage
from commun.library.importers.words import INVERTED, NOTHING, SCHEMA_WORDS, SYNONYMS
from commun.library.models import Deployment
from commun.library.models.columns import web_url
from commun.territories.countries import COUNTRIES

NEAR = 0.72

RemarkKind = Literal["identite", "vocabulaire", "adresse", "date", "recopie", "manque", "texte"]
DoubtKind = Literal["owner", "word", "partners", "renamed", "link"]


@dataclass(frozen=True)
class Remark:
    """Something that the owner should correct; the line is imported all the same."""

    kind: RemarkKind
    column: str
    message: str

    def to_json(self) -> dict[str, str]:
        return {"kind": self.kind, "column": self.column, "message": self.message}


@dataclass(frozen=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True)
class Doubt:
    """A question to whoever imports. `key` depends on what is asked only, so that an answer serves again."""

    key: str
    kind: DoubtKind
    column: str
    text: str
    message: str
    options: tuple[Option, ...]
    proposal: str
    is_open_ended: bool = False
    """Another answer than the options may be typed: the code of a territory."""

    @property
    def is_short(self) -> bool:
        """Two or three options, which can all stand in sight."""
        return not self.is_open_ended and len(self.options) <= 3

    def accepts(self, answer: str) -> bool:
        return self.is_open_ended or any(one.value == answer for one in self.options)


class Unreadable(Exception):
    """The cell cannot enter the sheet at all; the message says why, and the line is faulty."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def doubt_key(kind: str, *parts: str) -> str:
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"{kind}-{digest[:16]}"


@dataclass
class Asked:
    """The doubts met so far, each with the places where it arises, and the answers already known."""

    answers: Mapping[str, str]
    doubts: dict[str, Doubt] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)

    def ask(self, doubt: Doubt, where: str) -> str:
        """The answer; until somebody gives one, what is proposed."""
        self.doubts.setdefault(doubt.key, doubt)
        self.places.setdefault(doubt.key, []).append(where)
        answer = self.answers.get(doubt.key)
        return answer if answer is not None and doubt.accepts(answer) else doubt.proposal

    def is_answered(self, doubt: Doubt) -> bool:
        answer = self.answers.get(doubt.key)
        return answer is not None and doubt.accepts(answer)


@dataclass
class CellReader:
    """Reads the cells of one line; `is_network` when the words are those of the network's schema."""

    asked: Asked
    is_network: bool
    known_partners: frozenset[str] = frozenset()
    remarks: list[Remark] = field(default_factory=list)
    where: str = ""
    column: str = ""

    def read(self, target: str, text: str) -> Any:
        """The value of `target` in `text`. Raises Unreadable."""
        if target == "stage":
            return self._choice("stage", Stage, text) or Stage.UNKNOWN.value
        one = fields.BY_NAME[target]
        column = Deployment._meta.get_field(target)
        if target == "partners":
            return self.partners(text)
        if one.kind in ("text", "long"):
            return self._text(one, column, text)
        if one.kind == "choice":
            assert one.choices is not None
            return self._choice(target, one.choices, text)
        if one.kind == "choices":
            return self._choices(one, text)
        if one.kind == "list":
            return [part for part in map(clean, re.split(r"[;\n]", text)) if part]
        return self._READERS[one.kind](self, text)

    def remark(self, kind: RemarkKind, message: str) -> None:
        self.remarks.append(Remark(kind, self.column, message))

    # --- Texts -----------------------------------------------------------------------------------------------------

    def _text(self, one: fields.Field, column: Any, text: str) -> str:
        kept = clean(text)
        if one.kind == "text":
            kept = " ".join(kept.split())
        most = getattr(column, "max_length", None) or one.maximum
        if most and len(kept) > most:
            message = _("%(count)d signes : « %(field)s » en tient %(max)d au plus.")
            raise Unreadable(message % {"count": len(kept), "field": one.label, "max": most})
        return kept

    def description(self, text: str) -> tuple[str, str]:
        """« Description, bénéfices compris »: as many whole sentences as the summary holds, then the rest.

        The rest goes to the expected benefit, which the same column asks for; the owner is told.
        """
        most = fields.BY_NAME["summary"].maximum or 0
        kept = clean(text)
        if len(kept) <= most:
            return kept, ""
        ends = [match.end() for match in re.finditer(r"[.!?…]\s+|\n+", kept[: most + 1])]
        cut = ends[-1] if ends else kept[:most].rfind(" ") + 1 or most
        message = _("%(count)d signes : la suite est rangée sous « Bénéfice attendu », à relire.")
        self.remark("texte", message % {"count": len(kept)})
        return kept[:cut].strip(), kept[cut:].strip()

    # --- Words of a vocabulary -------------------------------------------------------------------------------------

    def _choice(self, target: str, choices: type[models.TextChoices], text: str) -> str:
        kept = " ".join(clean(text).split())
        if folded(kept) in NOTHING:
            return ""
        return self._word(target, choices, kept)

    def _choices(self, one: fields.Field, text: str) -> list[str]:
        assert one.choices is not None
        whole = " ".join(clean(text).split())
        known = self._known(one.name, one.choices)
        parts = [whole] if folded(whole) in known else [" ".join(part.split()) for part in re.split(r"[,;\n]", text)]
        values = [self._word(one.name, one.choices, part) for part in parts if folded(part) not in NOTHING]
        found = [value for value in dict.fromkeys(values) if value]
        if one.maximum is not None and len(found) > one.maximum:
            message = _("%(count)d valeurs : « %(field)s » en tient %(max)d, les premières sont gardées.")
            self.remark("vocabulaire", message % {"count": len(found), "field": one.label, "max": one.maximum})
            found = found[: one.maximum]
        return found

    def _known(self, target: str, choices: type[models.TextChoices]) -> dict[str, str]:
        """Folded spelling → value. The inverted scales are read in the network's own files only."""
        known = {folded(str(one.label)): str(one.value) for one in choices}
        known |= {folded(str(one.value)): str(one.value) for one in choices}
        known |= {word: str(value) for word, value in SYNONYMS.get(target, {}).items()}
        if self.is_network or target not in INVERTED:
            # Two of our values may share a word of the schema; the first is the one that it names.
            for value, word in reversed(SCHEMA_WORDS.get(target, {}).items()):
                known[folded(word)] = str(value)
        return known

    def _word(self, target: str, choices: type[models.TextChoices], text: str) -> str:
        known = self._known(target, choices)
        key = folded(text)
        if key in known:
            if self.is_network and target in SCHEMA_WORDS:
                self._compare_with_schema(target, known[key], text)
            return known[key]
        near = difflib.get_close_matches(key, known, n=1, cutoff=NEAR)
        label = fields.BY_NAME[target].label if target in fields.BY_NAME else _("Étape")
        doubt = Doubt(
            key=doubt_key("mot", target, key),
            kind="word",
            column=self.column,
            text=text,
            message=_("« %(text)s » n’est pas une valeur de « %(field)s ».") % {"text": text, "field": label},
            options=(Option("", _("Laisser vide")), *(Option(str(one.value), str(one.label)) for one in choices)),
            proposal=known[near[0]] if near else "",
        )
        self.remark("vocabulaire", doubt.message)
        return self.asked.ask(doubt, self.where)

    def _compare_with_schema(self, target: str, value: str, text: str) -> None:
        word = SCHEMA_WORDS[target].get(value)
        if word is None:
            message = _("« %(text)s » n’est pas dans la liste du schéma à 38 champs.")
            self.remark("vocabulaire", message % {"text": text})
        elif text != word:
            message = _("« %(text)s » s’écrit « %(word)s » dans le schéma à 38 champs.")
            self.remark("vocabulaire", message % {"text": text, "word": word})

    # --- Other kinds -----------------------------------------------------------------------------------------------

    def _yes_no(self, text: str) -> bool | None:
        key = folded(text)
        if key in NOTHING:
            return None
        if key in ("oui", "vrai", "true", "o", "x", "1", "yes"):
            return True
        if key in ("non", "faux", "false", "n", "0", "no"):
            return False
        self.remark("vocabulaire", _("« %(text)s » : écrivez oui ou non.") % {"text": clean(text)[:60]})
        return None

    def partial_date(self, text: str) -> str | None:
        kept = clean(text)
        if folded(kept) in NOTHING:
            return None
        try:
            day = PartialDate.parse(kept.split(" ")[0] if kept[:1].isdigit() else kept)
        except ValueError:
            message = _("« %(text)s » n’est pas une date : écrivez JJ/MM/AAAA, MM/AAAA ou AAAA.")
            self.remark("date", message % {"text": kept[:60]})
            return None
        if not is_within_reach(day.earliest):
            self.remark("date", _("« %(text)s » : cette date est hors du temps.") % {"text": kept[:60]})
            return None
        return day.iso

    def _date(self, text: str) -> str | None:
        found = self.partial_date(text)
        if found is None or len(found) == 10:
            return found
        self.remark("date", _("« %(text)s » : donnez le jour.") % {"text": clean(text)[:60]})
        return None

    def url(self, text: str) -> str:
        """An address, or nothing and a remark; one without « https:// » is asked about."""
        kept = clean(text)
        if folded(kept) in NOTHING:
            return ""
        if re.match(r"(www\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?\Z", kept, re.IGNORECASE):
            doubt = Doubt(
                key=doubt_key("adresse", kept),
                kind="link",
                column=self.column,
                text=kept,
                message=_("« %(text)s » est une adresse sans « https:// ».") % {"text": kept[:100]},
                options=(Option(f"https://{kept}", f"https://{kept}"), Option("", _("Laisser vide"))),
                proposal=f"https://{kept}",
            )
            self.remark("adresse", doubt.message)
            kept = self.asked.ask(doubt, self.where)
            if not kept:
                return ""
        try:
            web_url(kept)
        except ValidationError:
            message = _("« %(text)s » n’est pas une adresse web.")
            self.remark("adresse", message % {"text": kept[:100]})
            return ""
        if len(kept) > 500:
            self.remark("adresse", _("Cette adresse dépasse 500 signes."))
            return ""
        return kept

    def _email(self, text: str) -> str:
        kept = clean(text)
        if folded(kept) in NOTHING:
            return ""
        try:
            validate_email(kept)
        except ValidationError:
            message = _("« %(text)s » n’est pas une adresse électronique.")
            self.remark("adresse", message % {"text": kept[:100]})
            return ""
        return kept

    def _number(self, text: str, places: int = 2) -> str | None:
        kept = clean(text)
        if folded(kept) in NOTHING:
            return None
        bare = re.sub(r"[\s\u00a0\u202f€]|(?:euros?|kwh|eur|ht|ttc)\b|%", "", kept, flags=re.IGNORECASE)
        try:
            number = Decimal(bare.replace(",", "."))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or not 0 <= number < Decimal(10) ** 10:
            self.remark("texte", _("« %(text)s » n’est pas un nombre.") % {"text": kept[:60]})
            return None
        return str(number.quantize(Decimal(1).scaleb(-places)))

    def _integer(self, text: str) -> int | None:
        found = self._number(text, 0)
        if found is None or int(found) > 2_147_483_647:
            return None
        return int(found)

    def _country(self, text: str) -> str:
        key = folded(text)
        if key in NOTHING:
            return ""
        found = next((code for code, name in COUNTRIES.items() if key in (code.lower(), folded(name))), "")
        if not found:
            self.remark("vocabulaire", _("« %(text)s » : ce pays n’est pas connu.") % {"text": clean(text)[:60]})
        return found

    _READERS = {
        "yes_no": _yes_no,
        "partial_date": partial_date,
        "date": _date,
        "url": url,
        "email": _email,
        "number": _number,
        "money": _number,
        "integer": _integer,
        "country": _country,
    }

    # --- Partners --------------------------------------------------------------------------------------------------

    def partners(self, text: str) -> list[str]:
        """Names of partners. A hyphen parts two names when spaces stand around it, or when every name is known; else
        the names are kept whole, and the question is asked."""
        found: list[str] = []
        for part in split_list(text):
            if folded(part) in NOTHING or folded(part) in _NOT_PARTNERS:
                if folded(part) in _NOT_PARTNERS:
                    self.remark("texte", _("« %(text)s » n’est pas un partenaire.") % {"text": part})
                continue
            found += self._hyphened(part)
        return list(dict.fromkeys(found))

    def _hyphened(self, part: str) -> list[str]:
        if re.search(r"\s[-–—]\s", part):
            return [piece for one in re.split(r"\s+[-–—]\s+", part) for piece in self._hyphened(one.strip())]
        pieces = [piece.strip() for piece in part.split("-")]
        if len(pieces) == 1 or folded(part) in self.known_partners or not all(_is_name(piece) for piece in pieces):
            return [part]
        if all(folded(piece) in self.known_partners for piece in pieces):
            return pieces
        doubt = Doubt(
            key=doubt_key("partenaires", folded(part)),
            kind="partners",
            column=self.column,
            text=part,
            message=_("Un partenaire, ou plusieurs séparés par des traits d’union ?"),
            options=(
                Option("entier", _("Un seul : « %(name)s »") % {"name": part}),
                Option("separes", _("%(count)d : %(names)s") % {"count": len(pieces), "names": ", ".join(pieces)}),
            ),
            proposal="entier",
        )
        self.remark("texte", _("« %(text)s » : séparez les partenaires par des virgules.") % {"text": part[:100]})
        return pieces if self.asked.ask(doubt, self.where) == "separes" else [part]


_NOT_PARTNERS = frozenset({"developpe en regie", "en regie", "regie", "interne", "aucun", "aucune", "neant", "non"})


def _is_name(piece: str) -> bool:
    """ "up Delibia" of "Start-up Delibia" is no name; "EDF" is one."""
    return len(piece) > 1 and (piece[0].isupper() or piece[0].isdigit())


def split_list(text: str) -> list[str]:
    """Parts between commas, semicolons and line ends, but for those inside brackets; whole when a bracket is lost."""
    text = clean(text)
    if text.count("(") != text.count(")"):
        return [" ".join(text.split())]
    parts, depth, current = [], 0, ""
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if depth <= 0 and sign in ",;\n":
            parts.append(current)
            current = ""
        else:
            current += sign
    return [kept for part in (*parts, current) if (kept := " ".join(part.split()))]


def known_partners(cells: Iterable[str], others: Iterable[str] = ()) -> frozenset[str]:
    """Names that stand alone somewhere: between commas, without a hyphen, or among `others`."""
    named = {part for text in cells for part in split_list(text) if "-" not in part}
    return frozenset(folded(name) for name in {*named, *others} if name)


def home_page(url: str) -> str:
    """The host of an address that leads to a home page; empty for any other."""
    parts = urlsplit(url)
    return parts.hostname or "" if parts.path in ("", "/") and not parts.query else ""


def is_run(values: Sequence[str]) -> bool:
    """Whether texts end with a number that grows or shrinks by the same step: a cell dragged down a spreadsheet."""
    found = [re.fullmatch(r"(.*?)(\d{1,15})", value.strip(), re.DOTALL) for value in values]
    if len(values) < 3 or any(match is None for match in found):
        return False
    stems = {match[1] for match in found if match}
    numbers = [int(match[2]) for match in found if match]
    steps = {second - first for first, second in pairwise(numbers)}
    return len(stems) == 1 and len(steps) == 1 and steps != {0}


def dated(text: str) -> datetime.date | None:
    """The day of « Date_de_derniere_mise_a_jour »; None when it is not one."""
    try:
        found = PartialDate.parse(clean(text))
    except ValueError:
        return None
    return found.earliest if found.is_exact and is_within_reach(found.earliest) else None
