"""French words as the index knows them: cut, folded, stemmed. One analysis for writing, asking and marking.

A text is folded to lower case without accents, then cut on what is neither letter nor digit; elisions fall away
(« l’eau » is « eau », whichever apostrophe), dotted acronyms are one word (« C.C.A.S. »). Folding comes *before*
stemming, for « subventionnée » and « subventionnee » would else have two stems.

Two ways lead there, which a test holds together. `analyse` is for writing: French fits in the 256 signs of
Latin-1, so that folding is one table of bytes, and what a word becomes is remembered, for a corpus has few
different words. `surfaces` is for asking and marking: it keeps words as written.
"""

import codecs
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

ANALYSIS = f"2/{Stemmer.version()}"
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
    toute toutes tres tu un une vers via voici voila vos votre vous y jusqu lorsqu puisqu quoiqu presqu
"""
STOPWORDS = frozenset(_STOPWORDS.split())
"""Folded. « AI » is not among them, nor the letters of articles (L. 2121-29)."""

_ELISION = re.compile(r"(?<![^\W_])(?<!')(?:[cdjlmnstCDJLMNST]|[qQ][uU])'")
_ELISION_OF_BYTES = re.compile(rb"^(?:[cdjlmnst]|qu)'")
_WORD = re.compile(r"[^\W_]+")
_ACRONYM = re.compile(r"[A-Z]\.(?<![^\W_]..)(?:[A-Z]\.)+(?:[A-Z](?![^\W_]))?")
_DOTTED = re.compile(r"\.[A-Z]\.")
"""What no dotted acronym lacks: looked for first, for it is found faster."""
_PLAIN = {
    "’": "'",
    "ʼ": "'",
    "＇": "'",
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
    "ß": "ss",
    "þ": "th",
    "Þ": "TH",
    "µ": "u",
    "μ": "u",
    **dict.fromkeys("–—…“”€•¼½¾\u2009\u202f", " "),
}
"""Signs of French texts that Latin-1 lacks, or that are not one letter."""
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d"})
_FEMININE = re.compile(r"(?<=\w{6})ees?$")
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"(?<=[.;:!?])\s+(?=\S)")
_BREAK = f" {GAP} {GAP} {GAP} {GAP} "
_french = Stemmer.Stemmer("french")


def fold(word: str) -> str:
    """In lower case, without accents, ligatures nor dots."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold().translate(_LETTERS))
    return "".join(sign for sign in letters if sign.isalnum())


def stem(word: str) -> str:
    """Of a word already folded.

    Snowball, helped where folding hides a feminine participle (« subventionnée »), and where it parts a noun from its
    verb (« subvention » from « subventionner »).
    """
    if len(word) < 3 or not word.isalpha():
        return word
    found = str(_french.stemWord(_FEMININE.sub("e", word)))
    return found[:-3] if len(found) > 7 and found.endswith("tion") else found


def _term(folded: str) -> str:
    return GAP if folded in STOPWORDS else stem(folded)[:LONGEST]


class _Known(dict[str, str]):
    """What each word becomes, as it is written: computed once, forgotten when too many are known."""

    def __missing__(self, word: str) -> str:
        if len(self) >= KEPT:
            self.clear()
        self[word] = known = _term(fold(word))
        return known


_terms_of_surfaces = _Known()


class _KnownBytes(dict[bytes, bytes]):
    """The same for words of a text folded to bytes: an elision falls away, another apostrophe parts the word
    (« lorsqu’il ») into terms separated by spaces, or leaves none."""

    def __init__(self) -> None:
        super().__init__()
        self.parted: set[bytes] = set()
        """Those of the values that are not one term."""

    def __missing__(self, word: bytes) -> bytes:
        if len(self) >= KEPT:
            self.clear()
        if b"'" not in word:
            known = _term(word.decode()).encode()
        else:
            parts = _ELISION_OF_BYTES.sub(b"", word).replace(b"'", b" ").split()
            known = b" ".join(self[part] for part in parts)
            if len(parts) != 1:
                self.parted.add(known)
        self[word] = known
        return known


_terms_of_bytes = _KnownBytes()


# Writing


def _table() -> bytes:
    """What each sign of Latin-1 becomes: a letter or digit folded, or a space; apostrophes stay a while."""
    folded = bytearray()
    for code in range(256):
        sign = bytes([code]).decode("latin-1")
        became = fold(sign) if sign.isalnum() else " "
        if sign == "'":
            folded += b"'"
        else:
            folded += became.encode() if len(became) == 1 and became.isascii() else b" "
    return bytes(folded)


_FOLDED = _table()
_SOFT_HYPHEN = b"\xad"


def _nearest(fault: UnicodeError) -> tuple[str | bytes, int]:
    """What Latin-1 lacks: an accent alone, a rare space or dash, a ligature. Raises for other scripts."""
    assert isinstance(fault, UnicodeEncodeError)
    found = []
    for sign in fault.object[fault.start : fault.end]:
        if unicodedata.combining(sign):
            continue
        became = fold(sign) if sign.isalnum() else ""
        if not became.isascii():
            raise fault
        found.append(became or " ")
    return "".join(found), fault.end


codecs.register_error("commun.search.french", _nearest)


def analyse(text: str) -> str:
    """The terms of a text in their order, separated by spaces, with GAP where a stopword stood."""
    return b" ".join(terms_in(text)).decode()


def terms_in(text: str) -> list[bytes]:
    """The same, as a list: whoever counts them again finds the same objects again."""
    text = _plain(text)
    try:
        return _terms_of_latin(text)
    except UnicodeEncodeError:
        return [term for chunk in text.split() for term in _terms_of_chunk(chunk)]


def _terms_of_latin(text: str) -> list[bytes]:
    words = text.encode("latin-1", "commun.search.french").translate(_FOLDED, _SOFT_HYPHEN).split()
    terms = list(map(_terms_of_bytes.__getitem__, words))
    return terms if _terms_of_bytes.parted.isdisjoint(terms) else b" ".join(terms).split()


def _terms_of_chunk(chunk: str) -> list[bytes]:
    """One Greek letter in a text does not have all of it read the slow way."""
    try:
        return _terms_of_latin(chunk)
    except UnicodeEncodeError:
        return [_terms_of_surfaces[word].encode() for word in surfaces(chunk)]


def _plain(text: str) -> str:
    if _DOTTED.search(text):
        text = _ACRONYM.sub(_without_dots, text)
    if not text.isascii():
        for sign, plain in _PLAIN.items():
            if sign in text:
                text = text.replace(sign, plain)
    return text


def _without_dots(match: re.Match[str]) -> str:
    return match.group().replace(".", "") + " "


def joined(analysed: Iterable[str]) -> str:
    """Several analysed texts as one, at a distance that no phrase crosses."""
    return _BREAK.join(filter(None, analysed))


# Asking and marking


def clean(text: str) -> str:
    """As it is shown: composed, without the hyphens that only a line's end would show."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).replace("\xad", "")


def surfaces(text: str) -> list[str]:
    """The words of a text as they are written, elisions away, stopwords included."""
    text = _plain(clean(text))
    if not text.isascii():
        text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return [word for word in _WORD.findall(_ELISION.sub(" ", text)) if fold(word)]


def terms(text: str) -> list[str]:
    """The terms of a text, without its stopwords."""
    return [term for term in analyse(text).split() if term != GAP]


def term_of(word: str) -> str:
    """The term of one word, "" for a stopword."""
    known = _terms_of_surfaces[word]
    return "" if known == GAP else known


class _Names(dict[str, str]):
    """What is offered of each word: "" for stopwords, figures and very short ones."""

    def __missing__(self, word: str) -> str:
        if len(self) >= KEPT:
            self.clear()
        shown = word.lower()
        is_offered = len(shown) > 2 and not shown.isdigit() and term_of(word)
        self[word] = name = f"{fold(word)[:LONGEST]}|{shown[:LONGEST]}" if is_offered else ""
        return name


_names_of_surfaces = _Names()


def names(text: str) -> str:
    """What is offered to who types: each word of a text but its stopwords, folded, then as it is written."""
    return " ".join(map(_names_of_surfaces.__getitem__, _WORD.findall(clean(text))))


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    term: str


def _marks(text: str, wanted: frozenset[str]) -> list[_Mark]:
    """Whole words of a clean text whose term is wanted, in order.

    Only the words that begin as a wanted term does are looked at: a page shows twenty extracts, and to cut their texts
    into words would cost more than to find them.
    """
    marks = []
    signs = _letters(text)
    for match in _beginning(frozenset(term[:_KEPT] for term in wanted)).finditer(signs):
        start, end = match.span()
        if start and signs[start - 1] != _NO_LETTER:
            continue
        term = _terms_of_surfaces[text[start:end]]
        if term in wanted:
            marks.append(_Mark(start, end, term))
    if _DOTTED.search(text) is None:
        return marks
    acronyms = [match for match in _ACRONYM.finditer(text) if _terms_of_surfaces[match.group()] in wanted]
    if acronyms:
        whole = [_Mark(*match.span(), _terms_of_surfaces[match.group()]) for match in acronyms]
        apart = [mark for mark in marks if not any(one.start <= mark.start < one.end for one in whole)]
        marks = sorted([*apart, *whole], key=lambda mark: mark.start)
    return marks


_KEPT = 3
"""Letters of a term that the words it stands for begin with, but for a final « y » (« payer » is "pai")."""
_NO_LETTER = ord(" ")
_LIGATURES = {"oe": b"\x01", "ae": b"\x02"}
_OTHER_LETTER = b"\x03"


def _letter(sign: str) -> bytes:
    """One byte for one sign: its letter or digit in lower case without accent, one for what is no letter."""
    if not sign.isalnum():
        return b" "
    folded = fold(sign)
    if folded in _LIGATURES:
        return _LIGATURES[folded]
    return folded.encode() if len(folded) == 1 and folded.isascii() else _OTHER_LETTER


_LETTER = bytes(range(4)) + b"".join(_letter(bytes([code]).decode("latin-1")) for code in range(4, 256))


def _same_length(fault: UnicodeError) -> tuple[str | bytes, int]:
    assert isinstance(fault, UnicodeEncodeError)
    return b"".join(map(_letter, fault.object[fault.start : fault.end])), fault.end


codecs.register_error("commun.search.french.letters", _same_length)


def _letters(text: str) -> bytes:
    """A text in which each sign is one byte, at the same place."""
    return text.replace("’", "'").encode("latin-1", "commun.search.french.letters").translate(_LETTER)


@lru_cache(maxsize=512)
def _beginning(starts: frozenset[str]) -> re.Pattern[bytes]:
    """Words that begin so."""
    ways = sorted({way for start in starts for way in _spelt(start)})
    return re.compile(b"(?:" + b"|".join(ways) + rb")[^ ]*")


def _spelt(letters: str) -> Iterator[bytes]:
    """The ways to write these letters, as an expression: of a ligature, the first letter may be all that is left."""
    if not letters:
        yield b""
        return
    for pair, sign in _LIGATURES.items():
        if pair.startswith(letters[:2]):
            for rest in _spelt(letters[2:]):
                yield re.escape(sign) + rest
    first = b"[iy]" if letters[0] == "i" else re.escape(_letter(letters[0]))
    for rest in _spelt(letters[1:]):
        yield first + rest


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
    """The last place up to `at` where a word ends before a space; that of the word there when it is very long."""
    if at >= len(text):
        return len(text)
    before = [space.start() for space in _SPACE.finditer(text, max(0, at - 2 * LONGEST), at + 1)]
    if before and before[-1]:
        return before[-1]
    after = _SPACE.search(text, at)
    return after.start() if after else len(text)


def extract(text: str, terms: Collection[str], length: int = 240) -> list[tuple[str, bool]]:
    """The passage of a text that shows best the terms looked for: its pieces, and whether each is to be marked.

    About `length` characters, never cutting a word; « … » where the text goes on. The beginning when no term is there.
    Pieces are plain text: whoever shows them escapes them.
    """
    text = " ".join(clean(text).split())
    if not text:
        return []
    wanted = frozenset(filter(None, terms))
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
        start, end = 0, _word_end(text, length)
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
