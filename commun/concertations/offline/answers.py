"""The propositions of a concertation as a file prepared for answering, and the lines of such a file read back."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.concertations.enums import Decision
from commun.concertations.models import Answer, Concertation, Takeaway
from commun.concertations.offline import cells
from commun.concertations.offline.book import KEPT_ONLINE, MAX_TEXT, Book, Cell, Choice, SheetPlan, identity_lines
from commun.concertations.offline.layout import GUIDE_SHEET, HELP_REF, LISTS_SHEET, REF_HEAD
from commun.core.declared import Text
from commun.core.errors import DomainError
from commun.core.spreadsheets import Row, Sheet, place, write_csv
from commun.core.text import folded

SHEET = "Réponses"
_HEADS_WITHIN = 10


class NotAnswers(DomainError):
    """The file is a readable table, but not one of answers, or one of another concertation."""


@dataclass(frozen=True)
class AnswerColumn:
    """One column; the last field tells whether the person answering fills it in."""

    name: str
    label: Text
    help: Text = ""
    width: int = 24
    is_filled: bool = True


COLUMNS: tuple[AnswerColumn, ...] = (
    AnswerColumn("number", t("Numéro"), t("Celui de la proposition."), 10, is_filled=False),
    AnswerColumn("text", t("Texte exact"), t("Pour lire : il ne se change pas ici."), 60, is_filled=False),
    AnswerColumn("decision", t("Réponse"), t("À choisir dans la liste. Vide : pas de réponse pour l’instant."), 24),
    AnswerColumn("reason", t("Motif"), t("Obligatoire, sauf pour « Retenue » et « À l’étude »."), 60),
    AnswerColumn("author_role", t("Qualité de qui répond"), t("La fonction, jamais le nom."), 28),
    AnswerColumn("body", t("Instance"), t("Par exemple : conseil municipal."), 26),
    AnswerColumn("answered_on", t("Date de la réponse"), t("JJ/MM/AAAA, le jour où elle a été donnée."), 16),
    AnswerColumn("decision_reference", t("Référence de la délibération"), width=24),
    AnswerColumn("decision_url", t("Adresse de la délibération"), t("https://…"), 36),
)
# What is already typed on lines that nobody has answered yet: alone, it is no answer.
WRITTEN_BEFOREHAND = frozenset({"author_role", "body", "answered_on", "decision_reference", "decision_url"})


@dataclass(frozen=True)
class AnswerLine:
    """One line that came back. `after` is the number of answers that the file already showed, None when unknown."""

    where: str
    texts: Mapping[str, str]
    uid: str
    after: int | None
    places: Mapping[str, str]

    def place_of(self, name: str) -> str:
        return self.places.get(name, self.where)

    @property
    def is_blank(self) -> bool:
        """Whether it answers nothing: neither a decision nor a reason."""
        return not self.texts.get("decision") and not self.texts.get("reason")


def propositions_of(record: Concertation) -> list[Takeaway]:
    return list(record.takeaways.propositions().prefetch_related("errata", "answers").order_by("number"))


def book_of(record: Concertation) -> Book:
    """The propositions of `record`, each with its current answer. Three queries."""
    labels = tuple(str(one.label) for one in Decision)
    head = (*(Cell(str(column.label), "head") for column in COLUMNS), Cell(str(REF_HEAD), "head"))
    help_line = (*(Cell(str(column.help), "help") for column in COLUMNS), Cell(HELP_REF, "code"))
    lines = [head, help_line]
    for proposition in propositions_of(record):
        texts = line_texts(record, proposition)
        styled = (Cell(texts[one.name], "answer" if one.is_filled else "prose") for one in COLUMNS)
        lines.append((*styled, Cell(_ref(proposition), "code")))
    decision = next(index for index, column in enumerate(COLUMNS) if column.name == "decision")
    return Book(
        title=_("Réponses aux propositions"),
        sheets=(
            _guide(record),
            SheetPlan(
                SHEET,
                (*(column.width for column in COLUMNS), 20),
                tuple(lines),
                2,
                choices=(Choice(decision, 3, max(3, len(lines)), labels),),
            ),
            SheetPlan(
                LISTS_SHEET,
                (30,),
                ((Cell("Decision", "head"),), *((Cell(one, "code"),) for one in labels)),
                1,
                is_hidden=True,
            ),
        ),
    )


def csv_of(record: Concertation) -> bytes:
    """The same lines as one flat table."""
    rows = [[*(str(column.label) for column in COLUMNS), str(REF_HEAD)]]
    for proposition in propositions_of(record):
        texts = line_texts(record, proposition)
        rows.append([*(texts[column.name] for column in COLUMNS), _ref(proposition)])
    return write_csv(rows)


def line_texts(record: Concertation, proposition: Takeaway) -> dict[str, str]:
    """What the cells of a proposition say: its current answer, else who usually answers."""
    answers = list(proposition.answers.all())
    known = (
        answer_texts(answers[-1]) if answers else {"author_role": record.answering_role, "body": record.answering_body}
    )
    text = proposition.text if len(proposition.text) <= MAX_TEXT else KEPT_ONLINE
    empty = {column.name: "" for column in COLUMNS}
    return empty | {"number": str(proposition.number), "text": text} | known


def answer_texts(answer: Answer) -> dict[str, str]:
    return {
        "decision": str(answer.get_decision_display()),
        "reason": answer.reason,
        "author_role": answer.author_role,
        "body": answer.body,
        "answered_on": cells.written("date", answer.answered_on),
        "decision_reference": answer.decision_reference,
        "decision_url": answer.decision_url,
    }


def _ref(proposition: Takeaway) -> str:
    """Which proposition the line is of, and how many answers whoever fills it in can read."""
    return f"{proposition.uid}/{len(proposition.answers.all())}"


def _guide(record: Concertation) -> SheetPlan:
    lines: list[tuple[Cell, ...]] = [(Cell(_("Répondre aux propositions"), "title"),), ()]
    lines += [(Cell(label, "label"), Cell(text, "prose")) for label, text in identity_lines(record)[1:]]
    lines += [(), (Cell(_("Comment faire"), "label"),)]
    steps = [
        _("Une ligne par proposition, dans la feuille « Réponses ». Choisissez la réponse dans la liste déroulante."),
        _("Le motif est public et obligatoire, sauf pour « Retenue » et « À l’étude »."),
        _("Laissez vides la réponse et le motif des propositions auxquelles vous ne répondez pas encore."),
        _("Écrivez la fonction de qui répond, jamais son nom, et le jour où la réponse a été donnée."),
        _("Une réponse déjà publiée peut être complétée : la nouvelle s’ajoute, la première reste lisible."),
        _("Si vous triez le tableau, triez-le en entier : chaque ligne doit garder son texte et sa colonne « Réf. »."),
        _("Renvoyez ce fichier depuis la page « Réponses » de la concertation, bouton « Répondre avec un fichier »."),
        _("Rien ne sera publié avant que vous ayez relu chaque réponse."),
    ]
    lines += [(Cell(f"{number}.", "note"), Cell(text, "prose")) for number, text in enumerate(steps, 1)]
    return SheetPlan(str(GUIDE_SHEET), (26, 90), tuple(lines))


# --- Reading back ------------------------------------------------------------------------------------------------


def read(sheets: Sequence[Sheet]) -> list[AnswerLine]:
    """The lines of every sheet whose heads name the proposition and the answer. Raises NotAnswers."""
    lines: list[AnswerLine] = []
    found = False
    for sheet in sheets:
        for index, row in enumerate(sheet.rows[:_HEADS_WITHIN]):
            heads = _heads(row)
            if "decision" in heads and ("number" in heads or "ref" in heads):
                found = True
                lines += _lines(sheet, sheet.rows[index + 1 :], heads)
                break
    if not found:
        raise NotAnswers(
            _(
                "Ce fichier n’est pas un tableau de réponses : aucune feuille n’a les colonnes « Numéro » et "
                "« Réponse ». Téléchargez le tableau préparé, remplissez-le, puis renvoyez-le."
            )
        )
    return lines


def _heads(row: Row) -> dict[str, int]:
    names = {folded(str(column.label)): column.name for column in COLUMNS} | {folded(str(REF_HEAD)): "ref"}
    found: dict[str, int] = {}
    for index, text in enumerate(row.cells):
        name = names.get(folded(text))
        if name and name not in found:
            found[name] = index
    return found


def _lines(sheet: Sheet, rows: Sequence[Row], heads: Mapping[str, int]) -> Iterator[AnswerLine]:
    for row in rows:
        texts = {name: row[column] for name, column in heads.items()}
        ref = texts.pop("ref", "")
        if ref == HELP_REF or not (ref or any(texts.values())):
            continue
        uid, _separator, count = ref.partition("/")
        yield AnswerLine(
            where=place(sheet.name, row.line),
            texts=texts,
            uid=uid,
            after=int(count) if re.fullmatch(r"\d{1,4}", count, re.ASCII) else None,
            places={name: place(sheet.name, row.line, column) for name, column in heads.items()},
        )
