"""A list of takeaways that someone already has: columns recognised, each line checked, doubts said. Nothing written."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.analysis.personal_data import personal_data
from commun.concertations import lifecycle
from commun.concertations.actions.imports import Incoming, Judge, Judged, Verdict, heads_digest
from commun.concertations.actions.takeaways import ELSEWHERE, MAX_TEXT, NewTakeaway, clean_text, same_text_key
from commun.concertations.enums import (
    Audience,
    BearsOn,
    Decision,
    Recipient,
    State,
    Support,
    TakeawayKind,
    Theme,
    VigilanceKind,
)
from commun.concertations.models import Concertation
from commun.concertations.offline import cells
from commun.concertations.offline.cells import UnknownChoice
from commun.concertations.platforms import cap_collectif, decidim
from commun.concertations.platforms.layouts import LANGUAGE, Found, Kind, key_of, recognise
from commun.concertations.platforms.reading import FILE, LAYOUTS, RowReader
from commun.concertations.platforms.records import Origin, Proposal, Said
from commun.concertations.platforms.values import host_of, plain
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
            {
                "texte",
                "texte exact",
                "proposition",
                "propositions",
                "body",
                "description",
                "remontee",
                "contenu",
                "text",
            }
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
    "source_id": (
        t("Identifiant d’origine"),
        frozenset({"id", "identifiant", "identifiant d'origine", "identifiant origine", "source id", "record id"}),
    ),
    "source_url": (
        t("Adresse d’origine"),
        frozenset({"url", "lien", "adresse web", "adresse d'origine", "permalien", "link"}),
    ),
    "state": (
        t("État d’origine (retenue, rejetée…)"),
        frozenset({"etat", "etat d'origine", "statut", "state", "status", "decision", "reponse"}),
    ),
    "answer": (
        t("Réponse d’origine, à relire et à signer"),
        frozenset({"answer", "motif", "reponse d'origine", "reponse de la collectivite", "motivation"}),
    ),
    "answered_on": (
        t("Date de la réponse d’origine"),
        frozenset({"answered at", "answered_at", "date de la reponse", "date de reponse", "repondue le"}),
    ),
    "is_withdrawn": (t("Retirée par son auteur (oui ou non)"), frozenset({"withdrawn", "retiree"})),
}
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"(?<!\d)(?:\+33\s?|0)[1-9](?:[\s.-]?\d{2}){4}(?!\d)")
_HEADS_WITHIN = 10
_MOSTLY = 0.7
# What the neutral reader reads of a line; the other columns are read by their own lists.
_TELLING = ("source_id", "title", "text")
_NEUTRAL = ("title", "text", "theme", "source_id", "source_url", "state", "answer", "answered_on", "is_withdrawn")


@dataclass(frozen=True)
class ColumnMap:
    """Which column holds what, and whether a line is the head. `above` counts the lines before it: a title, blanks.

    `platform` names whose table it is, "fichier" when it is nobody's.
    """

    columns: tuple[str, ...]
    has_head: bool
    above: int = 0
    platform: str = FILE
    is_remembered: bool = False

    @property
    def is_sure(self) -> bool:
        return self.has_head and ("text" in self.columns or "title" in self.columns)

    def rows(self, sheet: Sheet) -> tuple[Row, ...]:
        return sheet.rows[self.above + 1 :] if self.has_head else sheet.rows

    def heads(self, sheet: Sheet) -> tuple[str, ...]:
        return sheet.rows[self.above].cells if self.has_head else ()


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
    origin: Origin | None = None
    said: Said = field(default_factory=Said)
    verdict: Verdict = Verdict.NEW
    before: str = ""
    """The text that a changed line would replace."""

    @property
    def incoming(self) -> Incoming:
        return Incoming(self.item, self.origin, self.said)


@dataclass(frozen=True)
class Preview:
    lines: tuple[Line, ...]
    faults: tuple[Remark, ...]
    notices: tuple[Remark, ...] = ()
    is_frozen_at_once: bool = False
    withdrawn: int = 0

    @property
    def new(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.is_known)

    @property
    def changed(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.verdict == Verdict.CHANGED)

    @property
    def kept_back(self) -> tuple[Line, ...]:
        """Changed at their source, and left here as they are."""
        return tuple(line for line in self.lines if line.verdict in (Verdict.FROZEN, Verdict.EDITED))

    @property
    def drafts(self) -> int:
        return sum(bool(line.said) for line in self.lines)

    @property
    def known_count(self) -> int:
        return len(self.lines) - len(self.new) - len(self.changed) - len(self.kept_back)

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
        return tuple(line for line in (*self.new, *self.changed) if line.is_personal)[:SHOWN]

    @property
    def may_be_confirmed(self) -> bool:
        return bool(self.new or self.changed or self.has_news) and not self.faults

    has_news: bool = False
    """Whether a line already there brings an answer or an origin that we do not hold."""


def recognised(sheet: Sheet) -> ColumnMap:
    """The columns as their heads name them, else as their contents show. Without a head, the widest is the text."""
    width = max(len(row.cells) for row in sheet.rows)
    for above, row in enumerate(sheet.rows[:_HEADS_WITHIN]):
        if (found := recognise(row.cells, LAYOUTS)) and found.layout.kind == Kind.PROPOSALS:
            return ColumnMap(_of_platform(found, sheet, width), True, above, found.layout.platform)
    for above, row in enumerate(sheet.rows[:_HEADS_WITHIN]):
        columns = _named(row.cells)
        if ("text" in columns or "title" in columns) or (above == 0 and any(columns)):
            mapping = ColumnMap((*columns, *[IGNORED] * (width - len(columns))), True, above)
            return replace(mapping, columns=_by_content(mapping.columns, mapping.rows(sheet)))
    weights = Counter[int]()
    for row in sheet.rows:
        for column, text in enumerate(row.cells):
            weights[column] += len(text)
    widest = weights.most_common(1)[0][0]
    columns = tuple("text" if column == widest else IGNORED for column in range(width))
    return ColumnMap(columns, has_head=False, above=_title_lines(sheet))


_LONGEST_HEAD = 40


def with_one_head(sheet: Sheet) -> Sheet:
    """Two lines of heads, a group above ("Réponse") and what it holds below ("État", "Motif"), become one.

    Known by the second: its cells that are not those above are short, and half of them at least name a column.
    """
    for above, row in enumerate(sheet.rows[:_HEADS_WITHIN]):
        columns = _named(row.cells)
        if not any(columns):
            continue
        if above + 2 >= len(sheet.rows) or recognise(row.cells, LAYOUTS):
            return sheet
        below = sheet.rows[above + 1]
        width = max(len(row.cells), len(below.cells))
        own = [below[one] for one in range(width) if below[one] and below[one] != row[one]]
        named = [one for one in own if _column_named(one) != IGNORED]
        if 2 * len(named) < max(len(own), 1) or any(len(one) > _LONGEST_HEAD for one in own):
            return sheet
        heads = Row(below.line, tuple(_joined_head(row[one], below[one]) for one in range(width)))
        return replace(sheet, rows=(*sheet.rows[:above], heads, *sheet.rows[above + 2 :]))
    return sheet


def _joined_head(group: str, head: str) -> str:
    if not head or head == group or not group:
        return head or group
    return head if _column_named(head) != IGNORED else f"{group} · {head}"


def _title_lines(sheet: Sheet) -> int:
    """How many lines stand above the first that is as filled as any of its neighbours."""
    filled = [sum(map(bool, row.cells)) for row in sheet.rows[:_HEADS_WITHIN]]
    return filled.index(max(filled))


def _of_platform(found: Found, sheet: Sheet, width: int) -> tuple[str, ...]:
    columns = [IGNORED] * width
    for name in _NEUTRAL:
        if (column := found.first(name)) is not None and columns[column] == IGNORED:
            columns[column] = name
    if "text" not in columns:
        asked = cap_collectif.questions(found.heads)
        longest = max(asked, key=lambda column: sum(len(row[column]) for row in sheet.rows), default=None)
        if longest is not None:
            columns[longest] = "text"
    return tuple(columns)


def _named(heads: Sequence[str]) -> tuple[str, ...]:
    """The first column of each name; a language is no part of it, and French goes before the others."""
    names = [_column_named(text) for text in heads]
    order = sorted(range(len(heads)), key=lambda index: _language_of(heads[index]) not in ("", "fr"))
    taken: dict[str, int] = {}
    for index in order:
        if names[index] != IGNORED:
            taken.setdefault(names[index], index)
    return tuple(name if taken.get(name) == index else IGNORED for index, name in enumerate(names))


def _column_named(head: str) -> str:
    key = key_of(head)
    if key not in _NAMES and (match := LANGUAGE.fullmatch(key)):
        key = match[1].strip(" :.°")
    return _NAMES.get(key.strip(" :.°"), IGNORED)


def _language_of(head: str) -> str:
    match = LANGUAGE.fullmatch(key_of(head))
    return match[2] if match else ""


_NAMES = {key: name for name, (_label, names) in COLUMNS.items() for key in names}


def _by_content(columns: Sequence[str], rows: Sequence[Row]) -> tuple[str, ...]:
    """A column that no head names may show what it is: addresses of the web, states that a platform gives."""
    guessed = list(columns)
    known = decidim.STATES.keys() | cap_collectif.STATES.keys() | {folded(str(one.label)) for one in Decision}
    for column, name in enumerate(columns):
        cells_in = [row[column] for row in rows[:200] if row[column]]
        if name != IGNORED or len(cells_in) < 3:
            continue
        if "source_url" not in guessed and sum(bool(host_of(one)) for one in cells_in) >= _MOSTLY * len(cells_in):
            guessed[column] = "source_url"
        elif "state" not in guessed and sum(folded(one) in known for one in cells_in) >= _MOSTLY * len(cells_in):
            guessed[column] = "state"
    return tuple(guessed)


def column_samples(sheet: Sheet, mapping: ColumnMap) -> list[tuple[str, list[str]]]:
    """(letter and head, first texts) of each column, for whoever says what it holds."""
    rows, heads = mapping.rows(sheet), mapping.heads(sheet)
    found = []
    for column in range(len(mapping.columns)):
        letter = column_letter(column)
        head = heads[column] if column < len(heads) else ""
        texts = (row[column] for row in rows[:50])
        samples = dict.fromkeys((text if mapping.platform == FILE else plain(text))[:60] for text in texts if text)
        found.append((f"{letter} · {head}" if head else letter, list(samples)[:3]))
    return found


def row_reader(sheet: Sheet, mapping: ColumnMap) -> RowReader:
    """The neutral reader of a table, as a person or its heads said what its columns hold.

    A field of a platform in several languages is read in each: the column that was said first, then its sisters.
    """
    heads = mapping.heads(sheet)
    found = recognise(heads, LAYOUTS) if heads and mapping.platform != FILE else None
    columns: dict[str, tuple[int, ...]] = {}
    for name in _NEUTRAL:
        if name in mapping.columns:
            said = mapping.columns.index(name)
            columns[name] = tuple(dict.fromkeys((said, *_sisters(said, name, heads, mapping, found))))
    # Whose columns are added or moved stays the same table, as long as what names and says its lines does.
    telling = [heads[one[0]] for name, one in columns.items() if name in _TELLING and one[0] < len(heads)]
    host = "" if mapping.platform != FILE else f"tableau-{heads_digest(telling)[:12]}"
    return RowReader(columns, {index: _language_of(head) for index, head in enumerate(heads)}, mapping.platform, host)


def _sisters(said: int, name: str, heads: Sequence[str], mapping: ColumnMap, found: Found | None) -> Sequence[int]:
    if found is not None and said in found.columns.get(name, ()):
        return [one for one in found.columns[name] if mapping.columns[one] == IGNORED]
    match = LANGUAGE.fullmatch(key_of(heads[said])) if said < len(heads) else None
    if match is None:
        return ()
    return [
        index
        for index, head in enumerate(heads)
        if mapping.columns[index] == IGNORED and (other := LANGUAGE.fullmatch(key_of(head))) and other[1] == match[1]
    ]


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
    withdrawn: int = 0
    has_news: bool = False

    def __post_init__(self) -> None:
        self.neutral = row_reader(self.sheet, self.mapping)
        self.sessions: Mapping[str, Any] = {}

    def preview(self) -> Preview:
        if not lifecycle.is_before(self.record, State.ANSWER_PUBLISHED):
            message = _("La réponse est publiée : plus aucune remontée ne s’ajoute à cette concertation.")
            return Preview((), (Remark(_("fiche"), message),))
        rows = self.mapping.rows(self.sheet)
        if len(rows) > MAX_ITEMS:
            message = _("%(count)d lignes : on en importe au plus %(max)d à la fois. Coupez le fichier en plusieurs.")
            return Preview((), (Remark(_("fichier"), message % {"count": len(rows), "max": MAX_ITEMS}),))
        self.sessions = {folded(one.title): one for one in self.record.sequences.all()}
        lines = [line for row in rows if (line := self._line(row)) is not None]
        existing = list(self.record.takeaways.all())
        lines = self._judged(lines)
        self._check_numbers(lines, {(one.kind, one.number) for one in existing})
        lines = near_identical(lines, [(str(one), one.text) for one in existing])
        lines = [replace(one, is_personal=_names_someone(one)) if self._is_read(one) else one for one in lines]
        return Preview(
            tuple(lines),
            tuple(self.faults),
            tuple(self.notices),
            is_frozen_at_once=not lifecycle.is_before(self.record, State.RESTITUTION),
            withdrawn=self.withdrawn,
            has_news=self.has_news,
        )

    @staticmethod
    def _is_read(line: Line) -> bool:
        return not line.is_known or line.verdict == Verdict.CHANGED

    def _line(self, row: Row) -> Line | None:
        texts = {name: row[column] for column, name in enumerate(self.mapping.columns) if name != IGNORED}
        where = place(self.sheet.name, row.line)
        if not any(texts.values()):
            return None
        proposal = self.neutral.proposal(row)
        for one in self.neutral.take_faults():
            (self.faults if one.is_fatal else self.notices).append(
                Remark(place(self.sheet.name, one.line, one.column), one.reason)
            )
        if proposal is None:
            return None
        if proposal.is_withdrawn:
            self.withdrawn += 1
            return None
        text = clean_text(whole(proposal))
        if len(text) > MAX_TEXT:
            message = _("Ce texte compte %(count)d signes, au plus %(most)d : coupez-le en plusieurs remontées.")
            self.faults.append(Remark(self._place(row, "text"), message % {"count": len(text), "most": MAX_TEXT}))
        texts["theme"] = proposal.theme
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
        origin = proposal.origin if proposal.origin.id else None
        return Line(where, item, origin=origin, said=_translated(proposal.said))

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

    def _judged(self, lines: Sequence[Line]) -> list[Line]:
        """What becomes of each line: a sentence already there, here or higher in the file, is not added again."""
        judged = Judge(self.record).judge([line.incoming for line in lines])
        return [self._told(line, one) for line, one in zip(lines, judged, strict=True)]

    def _told(self, line: Line, judged: Judged) -> Line:
        if judged.verdict == Verdict.TWIN:
            message = _("La même phrase est plus haut dans le fichier : comptée une fois.")
            self.notices.append(Remark(line.where, message))
        elif judged.verdict == Verdict.FROZEN:
            message = _("Ce texte a changé à sa source, mais il est figé ici : seul un erratum peut le corriger.")
            self.notices.append(Remark(line.where, message))
        elif judged.verdict == Verdict.EDITED:
            message = _("Ce texte a changé à sa source, et vous l’avez changé ici : le vôtre est gardé.")
            self.notices.append(Remark(line.where, message))
        if judged.lacks_origin or (judged.known is not None and judged.drafts):
            self.has_news = True
        before = judged.known.text if judged.verdict == Verdict.CHANGED and judged.known else ""
        return replace(line, verdict=judged.verdict, is_known=judged.verdict != Verdict.NEW, before=before)

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


def _names_someone(line: Line) -> bool:
    return is_personal(line.item.text) or is_personal(line.item.support_note) or is_personal(line.said.text)


def _translated(said: Said) -> Said:
    """The decision that a state names by our own words, when the platform has no word for it."""
    if said.decision or not said.state:
        return said
    try:
        return replace(said, decision=cells.read_choice(said.state, Decision))
    except UnknownChoice:
        return said


def whole(proposal: Proposal) -> str:
    """The sentence, with its title before it unless it repeats it."""
    title, text = proposal.title, proposal.text
    if not title or same_text_key(text[: 2 * len(title) + 20]).startswith(same_text_key(title)):
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
    """Whether something in the text could tell who a person is: they are told, and nothing is taken away."""
    return has_contact(text) or bool(personal_data(text))


def has_contact(text: str) -> bool:
    """Whether the text holds an e-mail address or a telephone number: quick enough for a hundred thousand lines."""
    if "@" in text and _EMAIL.search(text):
        return True
    return ("0" in text or "+33" in text) and bool(_PHONE.search(text))


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
