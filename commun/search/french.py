"""French words as the index knows them: cut, folded, stemmed. One analysis for writing, asking and marking.

The text is cut on what is neither letter nor digit; elisions fall away (« l’eau » is « eau », whichever apostrophe);
dotted acronyms are one word (« C.C.A.S. »). Words are folded to lower case without accents *before* they are stemmed,
for « subventionnée » and « subventionnee » would else have two stems. What a word becomes is kept: a corpus has few
different words, and the index of two million decisions costs four times less so.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

import Stemmer

ANALYSIS = f"1/{Stemmer.version()}"
"""An index written by another analysis cannot be asked with this one."""
GAP = "_"
"""Stands for a stopword: it is not searched, but keeps the distance between the words of a phrase."""
LONGEST = 40
KEPT = 400_000

_STOPWORDS = """
    a afin alors apres au aucun aucune aupres aura auraient aurait auront aussi autre autres aux avait avaient avant
    avec avoir ayant car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez ci comme comment
    dans de dela depuis des donc dont du elle elles en encore entre est et etaient etait etant ete etre eu eux fait
    furent fut ici il ils je jusque la laquelle le lequel les lesquelles lesquels leur leurs lors lorsque lui ma
    mais meme memes mes moi mon ne ni nos notre nous on ont or ou par parmi pas pendant peu peut peuvent plus pour
    pourquoi puis puisque quand que quel quelle quelles quels qui quoi sa sans se selon sera seraient serait seront
    ses si sien soi soient soit sommes son sont sous suis sur ta tandis tel telle telles tels tes toi ton tous tout
    toute toutes tres tu un une vers via voici voila vos votre vous y
"""
STOPWORDS = frozenset(_STOPWORDS.split())
"""Folded. « AI » is not among them, nor the letters of articles (L. 2121-29)."""

_ELIDED = frozenset({"c", "d", "j", "l", "m", "n", "s", "t", "qu"})
_ELIDED_CAPITALS = tuple(f" {word}'" for word in ("C", "D", "J", "L", "M", "N", "S", "T", "QU", "Qu"))
_WORD = re.compile(r"[^\W_]+")
_ACRONYM = re.compile(r"[A-Z]\.(?<![^\W_]..)(?:[A-Z]\.)+(?:[A-Z](?![^\W_]))?")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", ".": None})
_FEMININE = re.compile(r"(?<=\w{6})ees?$")
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"(?<=[.;:!?])\s+(?=\S)")
_BREAK = f" {GAP} {GAP} {GAP} {GAP} "
_french = Stemmer.Stemmer("french")


def fold(word: str) -> str:
    """In lower case, without accents, ligatures nor dots."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c)).translate(_LIGATURES)


def stem(word: str) -> str:
    """Of a word already folded.

    Snowball, helped where folding hides a feminine participle (« subventionnée »), and where it parts a noun from its
    verb (« subvention » from « subventionner »).
    """
    if len(word) < 3 or not word.isalpha():
        return word
    found = str(_french.stemWord(_FEMININE.sub("e", word)))
    return found[:-3] if len(found) > 7 and found.endswith("tion") else found


class _Stems(dict[str, str]):
    """What each word becomes, as it is written: computed once, forgotten when too many are known."""

    def __missing__(self, word: str) -> str:
        folded = fold(word)
        if word in _ELIDED:
            known = ""
        elif folded in STOPWORDS:
            known = GAP
        else:
            # Taking a sign apart (« ½ ») may bring others: only letters and digits make a term.
            known = "".join(filter(str.isalnum, stem(folded)))[:LONGEST]
        if len(self) >= KEPT:
            self.clear()
        self[word] = known
        return known


_stems = _Stems()


def clean(text: str) -> str:
    """As it is cut: composed, without the hyphens that only a line's end would show."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if "\xad" in text:
            text = text.replace("\xad", "")
    return text


def _cut(text: str) -> list[str]:
    """The words of a clean text: dotted acronyms whole, elisions in capitals away (the « L. » of an article stays)."""
    if "." in text:
        text = _ACRONYM.sub(_without_dots, text)
    if "'" in text or "’" in text:
        text = f" {text}".replace("’", "'")
        for elided in _ELIDED_CAPITALS:
            text = text.replace(elided, " ")
    return _WORD.findall(text)


def _without_dots(match: re.Match[str]) -> str:
    return match.group().replace(".", "") + " "


def analyse(text: str) -> str:
    """The terms of a text in their order, separated by spaces, with GAP where a stopword stood."""
    return " ".join(filter(None, map(_stems.__getitem__, _cut(clean(text)))))


def joined(parts: Collection[str]) -> str:
    """Several texts analysed as one, with a distance that no phrase crosses."""
    return _BREAK.join(filter(None, map(analyse, parts)))


def terms(text: str) -> list[str]:
    """The terms of a text, without its stopwords."""
    return [term for term in map(_stems.__getitem__, _cut(clean(text))) if term and term != GAP]


def surfaces(text: str) -> list[str]:
    """The words of a text as they are written, elisions away, stopwords included."""
    return [word for word in _cut(clean(text)) if _stems[word]]


def term_of(word: str) -> str:
    """The term of one word, "" for a stopword."""
    known = _stems[word]
    return "" if known == GAP else known


def names(text: str) -> str:
    """What is offered to who types: each word of a text but its stopwords, folded, then as it is written."""
    found = []
    for word in surfaces(text):
        shown = word.lower()
        if len(shown) > 2 and not shown.isdigit() and term_of(word):
            found.append(f"{fold(word)[:LONGEST]}|{shown[:LONGEST]}")
    return " ".join(found)


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    term: str


def _marks(text: str, wanted: Collection[str]) -> list[_Mark]:
    """Whole words of a clean text whose term is wanted, in order."""
    words = set(_WORD.findall(text))
    if "." in text:
        words.update(_ACRONYM.findall(text))
    found = {word for word in words if _stems[word] in wanted}
    if not found:
        return []
    pattern = re.compile("|".join(sorted(map(re.escape, found), key=len, reverse=True)))
    marks = []
    for match in pattern.finditer(text):
        start, end = match.span()
        if (start and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum()):
            continue
        marks.append(_Mark(start, end, _stems[match.group()]))
    return marks


def _best(marks: list[_Mark], length: int) -> tuple[int, int]:
    """The first of the windows that hold the most different terms, then the most marks: its ends."""
    best = (0, 0)
    ends = (marks[0].start, marks[0].end)
    first = 0
    held: dict[str, int] = {}
    for last, mark in enumerate(marks):
        held[mark.term] = held.get(mark.term, 0) + 1
        while mark.end - marks[first].start > length and first < last:
            gone = marks[first].term
            held[gone] -= 1
            if not held[gone]:
                del held[gone]
            first += 1
        worth = (len(held), last - first)
        if worth > best:
            best, ends = worth, (marks[first].start, mark.end)
    return ends


def _word_start(text: str, at: int) -> int:
    """The nearest place from `at` on where a word begins after a space, or 0."""
    if at <= 0:
        return 0
    space = _SPACE.search(text, at - 1)
    return space.end() if space else len(text)


def _word_end(text: str, at: int) -> int:
    """The last place up to `at` where a word ends before a space, or the end of the text."""
    if at >= len(text):
        return len(text)
    before = [space.start() for space in _SPACE.finditer(text, max(0, at - 2 * LONGEST), at + 1)]
    return before[-1] if before else at


def extract(text: str, terms: Collection[str], length: int = 240) -> list[tuple[str, bool]]:
    """The passage of a text that shows best the terms looked for: its pieces, and whether each is to be marked.

    About `length` characters, never cutting a word; « … » where the text goes on. The beginning when no term is there.
    Pieces are plain text: whoever shows them escapes them.
    """
    text = " ".join(clean(text).split())
    if not text:
        return []
    wanted = frozenset(terms)
    marks = _marks(text, wanted) if wanted else []
    if len(text) <= length:
        start, end = 0, len(text)
    elif marks:
        first, last = _best(marks, length)
        start = _opening(text, first=first, room=max(0, length - (last - first)))
        end = max(last, _word_end(text, start + length))
        if end == len(text) and start:
            start = min(first, _word_start(text, max(0, end - length)))
    else:
        start, end = 0, max(_word_end(text, length), 1)
    pieces: list[tuple[str, bool]] = []
    at = start
    for mark in marks:
        if mark.start < at or mark.end > end:
            continue
        if mark.start > at:
            pieces.append((text[at : mark.start], False))
        pieces.append((text[mark.start : mark.end], True))
        at = mark.end
    if at < end:
        pieces.append((text[at:end], False))
    if start:
        pieces.insert(0, ("… ", False))
    if end < len(text):
        pieces.append((" …", False))
    return pieces


def _opening(text: str, *, first: int, room: int) -> int:
    """Where a passage begins whose first mark is at `first`: at its sentence's beginning, else a few words before."""
    if first <= room // 2:
        return 0
    for sentence in _SENTENCE.finditer(text, max(0, first - room), first):
        return sentence.end()
    return min(first, _word_start(text, first - room // 3))
