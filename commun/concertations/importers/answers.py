"""A table of answers that came back, compared with what is published. Nothing is written here."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from commun.concertations import lifecycle
from commun.concertations.actions import answers as actions
from commun.concertations.actions.answers import NewAnswer
from commun.concertations.actions.takeaways import same_text_key
from commun.concertations.enums import Decision, State
from commun.concertations.forms.answers import AnswerForm
from commun.concertations.importers.takeaways import Remark, is_personal
from commun.concertations.models import Answer, Concertation, Takeaway
from commun.concertations.offline import cells
from commun.concertations.offline.answers import (
    WRITTEN_BEFOREHAND,
    AnswerLine,
    NotAnswers,
    answer_texts,
    propositions_of,
)
from commun.concertations.offline.book import KEPT_ONLINE
from commun.core.dates import PartialDate
from commun.core.text import folded

_NUMBER = re.compile(r"(?:proposition\s*)?(?:n[°o]\s*)?(\d{1,6})\s*[.)]?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class AnswerChange:
    """An answer that the file gives. `current` is the one it would follow; `theirs` was published by somebody else
    since the file was made, and its author has to choose."""

    where: str
    new: NewAnswer
    current: Answer | None = None
    theirs: Answer | None = None

    @property
    def number(self) -> int:
        return self.new.proposition.number

    @property
    def key(self) -> str:
        return str(self.number)


@dataclass(frozen=True)
class AnswersPlan:
    """`unchanged`: lines that say what is published. `newer`: lines left as they were while somebody answered online.
    `waiting`: propositions that the file leaves without answer. `erased`: published answers that it leaves blank.
    `seen` marks the published answers that all this was compared with."""

    changes: tuple[AnswerChange, ...] = ()
    faults: tuple[Remark, ...] = ()
    unchanged: int = 0
    newer: tuple[int, ...] = ()
    waiting: int = 0
    erased: tuple[int, ...] = ()
    seen: str = ""

    @property
    def new(self) -> tuple[AnswerChange, ...]:
        return tuple(one for one in self.changes if one.current is None)

    @property
    def changed(self) -> tuple[AnswerChange, ...]:
        return tuple(one for one in self.changes if one.current is not None)

    @property
    def personal(self) -> tuple[AnswerChange, ...]:
        return tuple(one for one in self.changes if is_personal(one.new.reason))

    @property
    def has_conflicts(self) -> bool:
        return any(one.theirs for one in self.changes)

    @property
    def may_be_confirmed(self) -> bool:
        return bool(self.changes) and not self.faults

    def kept(self, take: frozenset[str] = frozenset()) -> tuple[AnswerChange, ...]:
        """What would be published; `take` names the conflicts where the file is published all the same."""
        return tuple(one for one in self.changes if one.theirs is None or one.key in take)


def plan(*, record: Concertation, lines: Sequence[AnswerLine]) -> AnswersPlan:
    """Compare the lines with what is published. Five queries. Raises NotAnswers when the file is another record's."""
    if lifecycle.is_before(record, State.RESTITUTION):
        raise NotAnswers(
            _("On répond à partir de la restitution : le texte des propositions doit être figé et public.")
        )
    return _Planner(record, lines).plan()


@dataclass
class _Planner:
    record: Concertation
    lines: Sequence[AnswerLine]
    faults: list[Remark] = field(default_factory=list)
    changes: list[tuple[AnswerLine, AnswerChange]] = field(default_factory=list)
    unchanged: int = 0
    newer: list[int] = field(default_factory=list)
    erased: list[int] = field(default_factory=list)

    def plan(self) -> AnswersPlan:
        propositions = propositions_of(self.record)
        self.by_uid = {one.uid: one for one in propositions}
        self.by_number = {one.number: one for one in propositions}
        self._check_record()
        first_lines: dict[int, AnswerLine] = {}
        for line in self.lines:
            proposition = self._proposition(line)
            if proposition is None:
                continue
            first = first_lines.setdefault(proposition.pk, line)
            if first is line:
                self._compare(line, proposition, list(proposition.answers.all()))
            else:
                message = _("La proposition %(number)d a déjà une ligne plus haut (%(where)s) : gardez-en une seule.")
                self._fault(line, "number", message % {"number": proposition.number, "where": first.where})
        changes = tuple(change for _line, change in self.changes)
        for refused in actions.check_many(concertation=self.record, answers=[one.new for one in changes]):
            self._fault(first_lines[refused.proposition.pk], refused.field or "number", refused.message)
        answered = {one.new.proposition.pk for one in changes}
        return AnswersPlan(
            changes=changes,
            faults=tuple(self.faults),
            unchanged=self.unchanged,
            newer=tuple(self.newer),
            waiting=sum(not one.decision and one.pk not in answered for one in propositions),
            erased=tuple(self.erased),
            seen=_mark(propositions),
        )

    def _check_record(self) -> None:
        named = {line.uid for line in self.lines if line.uid}
        if named and not named & self.by_uid.keys():
            raise NotAnswers(
                _("Ce fichier est celui d’une autre concertation : aucune de ses lignes n’est une proposition d’ici.")
            )

    def _compare(self, line: AnswerLine, proposition: Takeaway, answers: Sequence[Answer]) -> None:
        """Where the line belongs: published already, left blank, older than what is online, or an answer to publish."""
        shown = self._shown(line, answers)
        current = answers[-1] if answers else None
        if line.is_blank:
            if shown is not None:
                self.erased.append(proposition.number)
        elif current is not None and _says(line, current):
            self.unchanged += 1
        elif shown is not None and shown != current and _says(line, shown):
            self.newer.append(proposition.number)
        elif (new := self._answer(line, proposition, answers)) is not None:
            is_overtaken = line.after is not None and line.after != len(answers)
            self.changes.append((line, AnswerChange(line.where, new, current, current if is_overtaken else None)))

    def _proposition(self, line: AnswerLine) -> Takeaway | None:
        """The proposition that the line is of, once its number, its reference and its text agree."""
        text = line.texts.get("number", "")
        match = _NUMBER.fullmatch(text)
        by_number = self.by_number.get(int(match[1])) if match else None
        found = self.by_uid.get(line.uid) if line.uid else by_number
        if found is None:
            message = _("Cette ligne ne désigne aucune proposition de cette concertation : vérifiez son numéro.")
            self._fault(line, "ref" if line.uid else "number", message)
            return None
        if line.uid and text and found != by_number:
            message = _("Le numéro « %(number)s » et la référence « %(ref)s » ne désignent pas la même proposition.")
            self._fault(line, "number", message % {"number": text[:20], "ref": line.uid[:40]})
            return None
        if not self._is_its_text(line, found):
            message = _(
                "Ce texte n’est pas celui de la proposition %(number)d. Une colonne a peut-être été triée sans les "
                "autres, et les réponses ne seraient plus en face : repartez d’un tableau téléchargé."
            )
            self._fault(line, "text", message % {"number": found.number})
            return None
        return found

    def _is_its_text(self, line: AnswerLine, proposition: Takeaway) -> bool:
        """Whether the text is the proposition's, today's or the one before an erratum."""
        text = line.texts.get("text", "")
        if not text or text == KEPT_ONLINE:
            return True
        known = [proposition.text, *(one.previous_text for one in proposition.errata.all())]
        return same_text_key(text) in {same_text_key(one) for one in known}

    def _shown(self, line: AnswerLine, answers: Sequence[Answer]) -> Answer | None:
        """The answer that the line showed when the file was made."""
        if line.after is None or not 0 < line.after <= len(answers):
            return None
        return answers[line.after - 1]

    def _answer(self, line: AnswerLine, proposition: Takeaway, answers: Sequence[Answer]) -> NewAnswer | None:
        """What the line answers, once each of its cells can be read; the faults are kept otherwise."""
        decision = ""
        is_readable = True
        try:
            decision = cells.read_choice(line.texts.get("decision", ""), Decision)
        except cells.UnknownChoice as error:
            is_readable = False
            self._fault(line, "decision", str(error))
        if not decision and is_readable:
            is_readable = False
            self._fault(line, "decision", _("Un motif est écrit, mais pas la réponse : choisissez-la dans la liste."))
        data: dict[str, Any] = {name: line.texts.get(name, "") for name in ("reason", *WRITTEN_BEFOREHAND)}
        form = AnswerForm(
            data | {"decision": decision, "after": str(len(answers))}, concertation=self.record, read=len(answers)
        )
        form.is_valid()
        for name, messages in form.errors.items():
            if name != "decision":
                for message in messages:
                    self._fault(line, name, _said(name, str(message), line.texts.get(name, "")))
        if form.errors or not is_readable:
            return None
        given = form.cleaned_data | {"decision": Decision(decision)}
        return NewAnswer(proposition=proposition, **given)

    def _fault(self, line: AnswerLine, name: str, message: str) -> None:
        self.faults.append(Remark(line.place_of(name), message))


def _said(name: str, message: str, text: str) -> str:
    """Without its form, "this field is compulsory" has to say which."""
    if text:
        return message
    return {
        "author_role": _("Indiquez la qualité de qui répond, par exemple « Adjointe au numérique »."),
        "answered_on": _("Indiquez la date de la réponse, par exemple 11/03/2025."),
    }.get(name, message)


def _says(line: AnswerLine, answer: Answer) -> bool:
    """Whether the cells say this answer, and nothing else; a column that the file does not have says nothing."""
    known = answer_texts(answer)
    return all(_read(name, line.texts[name]) == _read(name, text) for name, text in known.items() if name in line.texts)


def _read(name: str, text: str) -> str:
    """What a cell says, whatever the shape of its date, of its line ends or of its label."""
    if name == "answered_on":
        try:
            return PartialDate.parse(text).iso
        except ValueError:
            return text
    return folded(text) if name == "decision" else "\n".join(line.strip() for line in text.splitlines()).strip()


def _mark(propositions: Iterable[Takeaway]) -> str:
    """A short mark of every answer published: it changes as soon as somebody answers."""
    keys: Mapping[str, list[int]] = {one.uid: [answer.pk for answer in one.answers.all()] for one in propositions}
    return hashlib.sha256(repr(sorted(keys.items())).encode()).hexdigest()[:24]
