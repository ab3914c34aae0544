"""From the cells of a file to a decision, or to the reason why it is none.

What identifies a decision (who, which, when, what about) is required: a row that lacks it is refused. Another value
that cannot be read is left out with a remark, and the row is kept. Nothing is guessed: a day that two countries would
read otherwise is refused unless the file itself shows its habit.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siret as siret_numbers

from commun.core.dates import FIRST_DAY
from commun.core.text import clean, folded
from commun.deliberations import actes
from commun.deliberations.columns import BY_NAME, NAMES
from commun.deliberations.identity import digest_of, uid_of

MAX_COUNT = 10_000
MAX_TEXT = 1_000_000
_PLACE = {name: place for place, name in enumerate((*NAMES, "TEXTE"))}

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ISO_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]0+)?)?(Z|[+-].*)?"
)
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.]?([0-9]{2})[/.]?([0-9]{2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([/. -])([0-9]{1,2})\2([0-9]{4})")
_IN_WORDS = re.compile(r"(?:[a-z]+ )?([0-9]{1,2})(?:er)? ([a-z]+) ([0-9]{4})")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
         "decembre"), start=1,
    )
}  # fmt: skip
_YEARS = re.compile(r"([0-9]{4})(?:\s*[/-]\s*([0-9]{4}))?")
_COUNT = re.compile(r"[0-9]{1,6}(?:[.,]0+)?")
_SCIENTIFIC = re.compile(r"[0-9][.,][0-9]+E\+[0-9]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell. `column` is empty when it is the whole row; `is_fatal` when the row is refused."""

    line: int
    column: str
    value: str
    reason: str
    is_fatal: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as a file tells it. `values` are those of `columns.VALUES`, as fields of the model."""

    line: int
    uid: str
    siret: str
    name: str
    local_id: str
    decided_on: datetime.date
    matter_code: str
    matter_name: str
    subject: str
    budget_year: str
    budget_name: str
    prefecture_id: str
    received_on: datetime.date | None
    vote_members: int | None
    vote_present: int | None
    vote_for: int | None
    vote_against: int | None
    vote_abstained: int | None
    url: str
    sha256: str
    text: str


@dataclass(slots=True)
class DateHabit:
    """How a file writes its days when it is not in ISO: told from those that can be read in one way only."""

    day_first: int = 0
    month_first: int = 0

    def learn(self, text: str) -> None:
        if found := _YEAR_LAST.fullmatch(text.strip()):
            first, second = int(found[1]), int(found[3])
            self.day_first += first > 12 >= second
            self.month_first += second > 12 >= first

    @property
    def is_day_first(self) -> bool:
        return bool(self.day_first) and not self.month_first


class _Refused(ValueError):
    """Why a cell cannot be read."""


@dataclass
class Reader:
    """Reads rows one after the other. `faults` gathers what was wrong since it was last emptied."""

    habit: DateHabit
    today: datetime.date = field(default_factory=timezone.localdate)
    faults: list[Fault] = field(default_factory=list)

    def read(self, line: int, cells: Sequence[str]) -> Decision | None:
        """The decision of a row, or None when it is refused; `faults` says why."""
        said = [_plain(cell) for cell in cells]
        before = len(self.faults)
        name = self._required(line, "COLL_NOM", said[0])
        siret = self._siret(line, said[1])
        local_id = self._required(line, "DELIB_ID", said[2])
        decided_on = self._day(line, "DELIB_DATE", said[3], is_fatal=True)
        subject = self._required(line, "DELIB_OBJET", said[6])
        if any(fault.is_fatal for fault in self.faults[before:]) or decided_on is None:
            return None
        matter_code, matter_name = self._matter(line, said[4], said[5])
        budget_year = self._years(line, said[7])
        budget_name = self._bounded(line, "BUDGET_NOM", said[8])
        prefecture_id = self._bounded(line, "PREF_ID", said[9])
        received_on = self._received(line, said[10], decided_on)
        members, present, votes_for, against, abstained = (
            self._count(line, NAMES[place], said[place]) for place in range(11, 16)
        )
        votes = (members, present, votes_for, against, abstained)
        self._check_votes(line, votes)
        url = self._url(line, said[16])
        text = clean(cells[17])[:MAX_TEXT]
        digest = digest_of(
            matter_code, matter_name, subject, budget_year, budget_name, prefecture_id,
            received_on.isoformat() if received_on else "", *("" if one is None else str(one) for one in votes), url,
        )  # fmt: skip
        return Decision(
            line=line,
            uid=uid_of(siret=siret, local_id=local_id, decided_on=decided_on),
            siret=siret,
            name=name,
            local_id=local_id,
            decided_on=decided_on,
            matter_code=matter_code,
            matter_name=matter_name,
            subject=subject,
            budget_year=budget_year,
            budget_name=budget_name,
            prefecture_id=prefecture_id,
            received_on=received_on,
            vote_members=members,
            vote_present=present,
            vote_for=votes_for,
            vote_against=against,
            vote_abstained=abstained,
            url=url,
            sha256=digest,
            text=text,
        )

    def _refuse(self, line: int, column: str, value: str, reason: str) -> None:
        self.faults.append(Fault(line, column, value, reason))

    def _remark(self, line: int, column: str, value: str, reason: str) -> None:
        self.faults.append(Fault(line, column, value, reason, is_fatal=False))

    def _required(self, line: int, column: str, value: str) -> str:
        longest = BY_NAME[column].longest
        if not value:
            self._refuse(line, column, value, _("valeur obligatoire absente"))
        elif len(value) > longest:
            self._refuse(line, column, value, _("plus de %(max)d signes") % {"max": longest})
        return value

    def _bounded(self, line: int, column: str, value: str) -> str:
        longest = BY_NAME[column].longest
        if len(value) > longest:
            self._remark(line, column, value, _("valeur écartée : plus de %(max)d signes") % {"max": longest})
            return ""
        return value

    def _siret(self, line: int, value: str) -> str:
        try:
            return _siret(value)
        except _Refused as refusal:
            self._refuse(line, "COLL_SIRET", value, str(refusal))
            return ""

    def _day(self, line: int, column: str, value: str, *, is_fatal: bool) -> datetime.date | None:
        try:
            day = read_day(value, is_day_first=self.habit.is_day_first)
            if day is not None and not FIRST_DAY <= day <= self.today:
                raise _Refused(_("jour hors de portée : ni avant 1900, ni dans l’avenir"))
            if day is None and is_fatal:
                raise _Refused(_("valeur obligatoire absente"))
        except _Refused as refusal:
            if is_fatal:
                self._refuse(line, column, value, str(refusal))
            else:
                self._remark(line, column, value, _("valeur écartée : %(why)s") % {"why": refusal})
            return None
        return day

    def _received(self, line: int, value: str, decided_on: datetime.date) -> datetime.date | None:
        day = self._day(line, "PREF_DATE", value, is_fatal=False)
        if day is not None and day < decided_on:
            self._remark(line, "PREF_DATE", value, _("valeur écartée : avant le jour de la délibération"))
            return None
        return day

    def _matter(self, line: int, code: str, name: str) -> tuple[str, str]:
        """The code as the nomenclature has it; told from the name when that is official and the code is absent."""
        name = self._bounded(line, "DELIB_MATIERE_NOM", name)
        read = actes.read_code(code) if code else actes.code_named(name)
        if code and not read:
            self._remark(line, "DELIB_MATIERE_CODE", code, _("valeur écartée : ce n’est pas un code de niveau 2"))
        elif code and read not in actes.MATTERS:
            self._remark(line, "DELIB_MATIERE_CODE", code, _("code absent de la nomenclature ACTES, gardé"))
        return read, name or (actes.scdl_name(read) if read in actes.MATTERS else "")

    def _years(self, line: int, value: str) -> str:
        if not value:
            return ""
        found = _YEARS.fullmatch(value)
        if found is None or (found[2] and int(found[2]) < int(found[1])):
            self._remark(line, "BUDGET_ANNEE", value, _("valeur écartée : ni une année, ni deux qui se suivent"))
            return ""
        return f"{found[1]}/{found[2]}" if found[2] else found[1]

    def _count(self, line: int, column: str, value: str) -> int | None:
        if not value:
            return None
        if not _COUNT.fullmatch(value) or (count := int(re.split("[.,]", value)[0])) > MAX_COUNT:
            self._remark(line, column, value, _("valeur écartée : ce n’est pas un nombre d’élus"))
            return None
        return count

    def _check_votes(self, line: int, votes: Sequence[int | None]) -> None:
        """What is published is kept as it is: a count that does not add up is the body's to mend."""
        members, present, *given = votes
        if members is not None and present is not None and present > members:
            self._remark(line, "VOTE_REEL", str(present), _("plus de votants que de membres ; gardé tel quel"))
        if present is not None and None not in given and sum(one or 0 for one in given) != present:
            self._remark(
                line, "VOTE_REEL", str(present), _("pour, contre et abstentions ne font pas ce total ; gardé tel quel")
            )

    def _url(self, line: int, value: str) -> str:
        if not value:
            return ""
        if not is_address(value):
            self._remark(line, "DELIB_URL", value, _("valeur écartée : ce n’est pas une adresse http(s)"))
            return ""
        return value


def is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and len(text) <= 1000 and not re.search(r"[\s<>\"]", text)


def read_day(text: str, *, is_day_first: bool = False) -> datetime.date | None:
    """The day that a text says beyond doubt; None when it is empty. Raises ValueError with the reason.

    ISO; 20240311; 2024/03/11; "11 mars 2024"; 11/03/2024 when it can be read in one way only, or in a file whose other
    days show that the day comes first.
    """
    if not text:
        return None
    found = _ISO.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    if found:
        return _made(found[1], found[2], found[3])
    if found := _ISO_TIME.fullmatch(text):
        if found[7] and (found[4], found[5]) != ("00", "00"):
            raise _Refused(_("date et heure d’un fuseau : le jour n’est pas sûr"))
        return _made(found[1], found[2], found[3])
    if found := _YEAR_LAST.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        if first <= 12 and second <= 12 and first != second and not is_day_first:
            raise _Refused(_("date ambiguë : jour/mois ou mois/jour ? Écrivez AAAA-MM-JJ"))
        if second > 12 >= first:
            if is_day_first:
                raise _Refused(_("mois impossible, alors que les autres dates commencent par le jour"))
            return _made(found[4], found[1], found[3])
        return _made(found[4], found[3], found[1])
    if (found := _IN_WORDS.fullmatch(folded(text))) and found[2] in _MONTHS:
        return _made(found[3], str(_MONTHS[found[2]]), found[1])
    if text.isdecimal() and len(text) == 5:
        raise _Refused(_("numéro de jour d’un tableur : écrivez AAAA-MM-JJ"))
    raise _Refused(_("ce n’est pas une date AAAA-MM-JJ"))


def _made(year: str, month: str, day: str) -> datetime.date:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        raise _Refused(_("ce jour n’existe pas")) from None


@lru_cache(20_000)
def _siret(value: str) -> str:
    if not value:
        raise _Refused(_("valeur obligatoire absente"))
    if _SCIENTIFIC.fullmatch(value):
        raise _Refused(_("SIRET abîmé par un tableur : mettez la colonne en texte"))
    digits = re.sub(r"[\s. -]", "", value)
    if not re.fullmatch(r"[0-9]{14}", digits):
        raise _Refused(_("un SIRET a 14 chiffres"))
    try:
        siret_numbers.validate(digits)
    except NumberError:
        raise _Refused(_("ce SIRET n’existe pas : sa clé est fausse")) from None
    return digits


def _plain(cell: str) -> str:
    """One line, no control sign, no space around."""
    if cell.isprintable() and "  " not in cell:
        return cell.strip(" ")
    return " ".join(clean(cell).split())


def learnt(rows: Iterable[Sequence[str]]) -> DateHabit:
    """What the first rows of a file show of its days."""
    habit, place = DateHabit(), _PLACE["DELIB_DATE"]
    for cells in rows:
        if cells:
            habit.learn(cells[place])
    return habit
