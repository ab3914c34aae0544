"""A list of takeaways that someone already has: columns recognised, each line checked, doubts said. Nothing written."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.concertations import lifecycle
from commun.concertations.actions.takeaways import ELSEWHERE, MAX_TEXT, NewTakeaway, clean_text, same_text_key
from commun.concertations.enums import Audience, BearsOn, Recipient, State, Support, TakeawayKind, Theme, VigilanceKind
from commun.concertations.models import Concertation
from commun.concertations.offline import cells
from commun.concertations.offline.cells import UnknownChoice
from commun.core.spreadsheets import Row, Sheet, column_letter, place
from commun.core.text import folded

MAX_ITEMS = 2_000
SHOWN = 60
NEAR = 0.75

IGNORED = ""
# Column → what people call it. The first name is the one shown; Decidim's "title/fr" loses its language.
COLUMNS: dict[str, tuple[Any, frozenset[str]]] = {
    "text": (
        t("Texte"),
        frozenset(
            {"texte", "texte exact", "proposition", "propositions", "body", "description", "remontee", "contenu"}
        ),
    ),
    "title": (t("Titre, placé avant le texte"), frozenset({"title", "titre", "intitule"})),
    "number": (t("Numéro"), frozenset({"numero", "n", "no", "num"})),
    "kind": (t("Nature"), frozenset({"nature", "type", "kind"})),
    "theme": (t("Thème"), frozenset({"theme", "thematique", "category", "categorie"})),
    "audiences": (t("Publics"), frozenset({"public", "publics", "public concerne"})),
    "sequence": (t("Séquence"), frozenset({"sequence", "atelier", "seance"})),
    "vigilance_kind": (t("Type de vigilance"), frozenset({"type de vigilance"})),
    "bears_on": (t("Concerne"), frozenset({"concerne", "pour"})),
    "recipient": (t("Destinataire"), frozenset({"destinataire", "destinataires"})),
    "support": (t("Soutien"), frozenset({"soutien", "adhesion"})),
    "support_note": (t("Avis divergents"), frozenset({"avis divergents", "reserves"})),
}
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"(?<!\d)(?:\+33\s?|0)[1-9](?:[\s.-]?\d{2}){4}(?!\d)")
_LANGUAGE = re.compile(r"/[a-z]{2}(?:-[a-z]{2})?$")


@dataclass(frozen=True)
class ColumnMap:
    """Which column holds what, and whether the first line is a head."""

    columns: tuple[str, ...]
    has_head: bool

    @property
    def is_sure(self) -> bool:
        return self.has_head and ("text" in self.columns or "title" in self.columns)


@dataclass(frozen=True)
class Remark:
    where: str
    message: str


@dataclass(frozen=True)
class Line:
    """One takeaway to come; `near` says which other line or takeaway it resembles."""

    where: str
    item: NewTakeaway
    is_known: bool = False
    near: str = ""
    is_personal: bool = False


@dataclass(frozen=True)
class Preview:
    lines: tuple[Line, ...]
    faults: tuple[Remark, ...]
    notices: tuple[Remark, ...] = ()
    is_frozen_at_once: bool = False

    @property
    def new(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.is_known)

    @property
    def known_count(self) -> int:
        return len(self.lines) - len(self.new)

    @property
    def shown(self) -> tuple[Line, ...]:
        return self.new[:SHOWN]

    @property
    def hidden_count(self) -> int:
        return max(0, len(self.new) - SHOWN)

    @property
    def near(self) -> tuple[Line, ...]:
        return tuple(line for line in self.new if line.near)[:SHOWN]

    @property
    def personal(self) -> tuple[Line, ...]:
        return tuple(line for line in self.new if line.is_personal)[:SHOWN]

    @property
    def may_be_confirmed(self) -> bool:
        return bool(self.new) and not self.faults


def recognised(sheet: Sheet) -> ColumnMap:
    """The columns as their heads name them. Without a head, the widest column is thought to be the text."""
    head = sheet.rows[0]
    columns: list[str] = []
    for text in head.cells:
        name = _column_named(text)
        columns.append(name if name not in columns else IGNORED)
    if any(columns):
        width = max(len(row.cells) for row in sheet.rows)
        return ColumnMap((*columns, *[IGNORED] * (width - len(columns))), has_head=True)
    weights = Counter[int]()
    for row in sheet.rows:
        for column, text in enumerate(row.cells):
            weights[column] += len(text)
    widest = weights.most_common(1)[0][0]
    count = max(len(row.cells) for row in sheet.rows)
    return ColumnMap(tuple("text" if column == widest else IGNORED for column in range(count)), has_head=False)


def _column_named(head: str) -> str:
    key = _LANGUAGE.sub("", folded(head)).strip(" :.°")
    return next((name for name, (_label, names) in COLUMNS.items() if key in names), IGNORED)


def column_samples(sheet: Sheet, mapping: ColumnMap) -> list[tuple[str, str]]:
    """(letter and head, first text) of each column, for whoever says what it holds."""
    rows = sheet.rows[1:] if mapping.has_head else sheet.rows
    found = []
    for column in range(len(mapping.columns)):
        letter = column_letter(column)
        head = sheet.rows[0][column] if mapping.has_head else ""
        sample = next((row[column] for row in rows if row[column]), "")
        found.append((f"{letter} · {head}" if head else letter, sample[:80]))
    return found


def preview(*, record: Concertation, sheet: Sheet, mapping: ColumnMap, default_kind: TakeawayKind) -> Preview:
    """Every line checked against the rules, against the others and against what the record already holds."""
    return _Reader(record, sheet, mapping, default_kind).preview()


@dataclass
class _Reader:
    record: Concertation
    sheet: Sheet
    mapping: ColumnMap
    default_kind: TakeawayKind
    faults: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)

    def preview(self) -> Preview:
        if not lifecycle.is_before(self.record, State.ANSWER_PUBLISHED):
            message = _("La réponse est publiée : plus aucune remontée ne s’ajoute à cette concertation.")
            return Preview((), (Remark(_("fiche"), message),))
        rows = self.sheet.rows[1:] if self.mapping.has_head else self.sheet.rows
        if len(rows) > MAX_ITEMS:
            message = _("%(count)d lignes : on en importe au plus %(max)d à la fois. Coupez le fichier en plusieurs.")
            return Preview((), (Remark(_("fichier"), message % {"count": len(rows), "max": MAX_ITEMS}),))
        self.sessions = {folded(one.title): one for one in self.record.sequences.all()}
        lines = [line for row in rows if (line := self._line(row)) is not None]
        existing = list(self.record.takeaways.all())
        lines = self._known(lines, {(one.kind, same_text_key(one.text)) for one in existing})
        self._check_numbers(lines, {(one.kind, one.number) for one in existing})
        lines = near_identical(lines, [(str(one), one.text) for one in existing])
        return Preview(
            tuple(lines),
            tuple(self.faults),
            tuple(self.notices),
            is_frozen_at_once=not lifecycle.is_before(self.record, State.RESTITUTION),
        )

    def _line(self, row: Row) -> Line | None:
        texts = {name: row[column] for column, name in enumerate(self.mapping.columns) if name != IGNORED}
        where = place(self.sheet.name, row.line)
        if not any(texts.values()):
            return None
        text = clean_text(_whole(texts))
        if not text:
            self.faults.append(
                Remark(self._place(row, "text"), _("Le texte manque : écrivez-le, ou retirez la ligne."))
            )
        elif len(text) > MAX_TEXT:
            message = _("Ce texte compte %(count)d signes, au plus %(most)d : coupez-le en plusieurs remontées.")
            self.faults.append(Remark(self._place(row, "text"), message % {"count": len(text), "most": MAX_TEXT}))
        item = NewTakeaway(
            kind=TakeawayKind(self._choice(row, "kind", TakeawayKind, texts) or self.default_kind),
            text=text,
            number=self._number(row, texts.get("number", "")),
            theme=self._choice(row, "theme", Theme, texts),
            audiences=self._audiences(row, texts.get("audiences", "")),
            sequence=self._session(row, texts.get("sequence", "")),
            vigilance_kind=self._choice(row, "vigilance_kind", VigilanceKind, texts),
            bears_on=self._choice(row, "bears_on", BearsOn, texts),
            recipient=self._choice(row, "recipient", Recipient, texts),
            support=self._choice(row, "support", Support, texts),
            support_note=texts.get("support_note", ""),
        )
        return Line(where, item, is_personal=is_personal(text) or is_personal(item.support_note))

    def _place(self, row: Row, name: str) -> str:
        columns = self.mapping.columns
        return place(self.sheet.name, row.line, columns.index(name) if name in columns else None)

    def _choice(self, row: Row, name: str, choices: type[models.TextChoices], texts: Mapping[str, str]) -> Any:
        """The choice that a cell names. A kind that is none is a fault; another unknown word is left out, and said."""
        try:
            value = cells.read_choice(_singular(texts.get(name, "")), choices)
        except UnknownChoice as error:
            if name == "kind":
                self.faults.append(Remark(self._place(row, name), str(error)))
            else:
                message = _("« %(text)s » n’est pas dans notre liste : ce point restera vide.")
                self.notices.append(Remark(self._place(row, name), message % {"text": texts[name][:60]}))
            return None
        return choices(value) if value else None

    def _audiences(self, row: Row, text: str) -> tuple[Audience, ...]:
        try:
            return tuple(Audience(one) for one in cells.read_choices(text, Audience))
        except UnknownChoice:
            message = _("« %(text)s » n’est pas dans notre liste : ce point restera vide.")
            self.notices.append(Remark(self._place(row, "audiences"), message % {"text": text[:60]}))
            return ()

    def _session(self, row: Row, title: str) -> Any:
        if not title:
            return None
        if folded(title) not in self.sessions:
            message = _("Aucune séquence de la fiche ne s’appelle « %(title)s » : ce point restera vide.")
            self.notices.append(Remark(self._place(row, "sequence"), message % {"title": title[:60]}))
        return self.sessions.get(folded(title))

    def _number(self, row: Row, text: str) -> int | None:
        if not text:
            return None
        match = re.fullmatch(r"(?:n[°o]\s*)?[a-z]{0,3}[\s-]*(\d{1,6})\s*[.)]?", text, re.IGNORECASE)
        if match is None or not 0 < int(match[1]) < ELSEWHERE:
            message = _("« %(text)s » n’est pas un numéro : écrivez un nombre entier, ou laissez vide.")
            self.faults.append(Remark(self._place(row, "number"), message % {"text": text[:40]}))
            return None
        return int(match[1])

    def _known(self, lines: Iterable[Line], known: set[tuple[str, str]]) -> list[Line]:
        """A sentence that is already there, in the record or higher in the file, is not added again."""
        seen = set(known)
        found = []
        for line in lines:
            key = (str(line.item.kind), same_text_key(line.item.text))
            if line.item.text and key in seen and key not in known:
                self.notices.append(
                    Remark(line.where, _("La même phrase est plus haut dans le fichier : comptée une fois."))
                )
            found.append(replace(line, is_known=bool(line.item.text) and key in seen))
            seen.add(key)
        return found

    def _check_numbers(self, lines: Iterable[Line], taken: set[tuple[str, int]]) -> None:
        for line in lines:
            if line.is_known or line.item.number is None:
                continue
            key = (str(line.item.kind), line.item.number)
            if key in taken:
                message = _(
                    "Le numéro %(number)d est déjà pris par une autre ligne de même nature. Changez-le, "
                    "ou dites plus bas de ne pas importer la colonne des numéros."
                )
                self.faults.append(Remark(line.where, message % {"number": line.item.number}))
            taken.add(key)


def _whole(texts: Mapping[str, str]) -> str:
    """The sentence, with its title before it unless it repeats it."""
    title, text = texts.get("title", ""), texts.get("text", "")
    if not title or same_text_key(text).startswith(same_text_key(title)):
        return text
    return f"{title}\n{text}" if text else title


def _singular(text: str) -> str:
    """ "Propositions" and "Points de vigilance" are kinds too."""
    return {
        "propositions": "proposition",
        "points de vigilance": "vigilance",
        "freins": "frein",
        "opportunites": "opportunite",
    }.get(folded(text), text)


def is_personal(text: str) -> bool:
    """Whether the text holds an e-mail address or a telephone number."""
    return bool(_EMAIL.search(text) or _PHONE.search(text))


def near_identical(lines: Sequence[Line], existing: Sequence[tuple[str, str]]) -> list[Line]:
    """Mark the new lines that share three words in four with a takeaway already there or a line above.

    Only lines that share a rare word are compared, so that two thousand lines take less than a second.
    """
    names = [name for name, _text in existing] + [line.where for line in lines]
    bags = [_words(text) for _name, text in existing] + [_words(line.item.text) for line in lines]
    posting: defaultdict[str, list[int]] = defaultdict(list)
    marked = list(lines)
    for index, bag in enumerate(bags):
        if index >= len(existing) and not lines[index - len(existing)].is_known and len(bag) > 2:
            shared = Counter(other for word in bag for other in posting[word][-50:])
            for other, common in shared.most_common(5):
                if common / len(bag | bags[other]) >= NEAR:
                    position = index - len(existing)
                    marked[position] = replace(lines[position], near=names[other])
                    break
        for word in bag:
            posting[word].append(index)
    return marked


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w+", folded(text)) if len(word) > 3)
