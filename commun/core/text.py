"""Text as it may be kept and shown, wherever it comes from; and as two writings of the same words compare."""

import re
import unicodedata

# NUL, the other control signs but tab and line ends, marks of byte order, and halves of signs: no one types them, they
# come with what is pasted; XML cannot hold them, nor PostgreSQL the first.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")

_NOT_WORD = re.compile(r"[^0-9a-z]+")

_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ð": "d", "đ": "d", "ł": "l", "þ": "th", "’": "'"}
)


def without_controls(text: str) -> str:
    return _CONTROL.sub("", text)


def clean(text: str) -> str:
    """No control sign, line ends of one kind, no space around."""
    if text.isprintable():  # one pass in C, and most cells of a table are
        return text.strip()
    return without_controls(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def folded(text: str) -> str:
    """For comparing and searching: no case, no accent, no ligature, one kind of apostrophe and of space."""
    flat = unicodedata.normalize("NFKD", text).casefold().translate(_LIGATURES)
    return " ".join("".join(sign for sign in flat if not unicodedata.combining(sign)).split())


def words(text: str) -> list[str]:
    """Lower case, without accents, apostrophes, hyphens nor signs: "L’Haÿ-les-Roses" is l, hay, les, roses."""
    return _NOT_WORD.sub(" ", folded(text)).split()
