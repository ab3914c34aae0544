"""What a paper is made of."""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from commun.core.text import clean
from commun.library import fields
from commun.library.duties.facts import Facts
from commun.library.law import Article

Text = str | Promise


class Tone(Enum):
    """Who speaks, or who is to: the page, the DOCX and the PDF each show it in their way, and always in words too."""

    TEXT = "texte"
    SAID = "fiche"
    MISSING = "a-completer"
    PERSON = "personne"
    PASTE = "a-coller"
    NOTE = "note"


@dataclass(frozen=True)
class Block:
    """A few lines. `label` names what `text` answers."""

    tone: Tone
    text: str
    label: str = ""


@dataclass(frozen=True)
class Part:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Paper:
    """One document, whole. `articles` are those it answers; `facts` says of which use, and whether all is public."""

    title: str
    lede: str
    parts: tuple[Part, ...]
    articles: tuple[Article, ...]
    facts: Facts

    @property
    def missing(self) -> int:
        """How much of it remains to be written in the sheet."""
        return sum(block.tone is Tone.MISSING for part in self.parts for block in part.blocks)


def text(words: str) -> Block:
    return Block(Tone.TEXT, clean(words))


def note(words: str) -> Block:
    return Block(Tone.NOTE, clean(words))


def paste(words: str) -> Block:
    """A text to paste as it is, once read again."""
    return Block(Tone.PASTE, clean(words))


def person(label: str, words: str) -> Block:
    """What only the person's own case can fill."""
    return Block(Tone.PERSON, clean(words), label)


def to_write(label: str, words: str) -> Block:
    """What no field of the sheet holds: to be written in the document itself."""
    return Block(Tone.MISSING, clean(words), label)


def said(facts: Facts, *names: str, needed: tuple[str, ...] = ()) -> tuple[Block, ...]:
    """What the sheet says of these fields, in order. When it says nothing of any, the first is asked for.

    Fields of `needed` are asked for in any case. A field that is not public is said to be so, with its reason.
    """
    blocks = []
    for name in names:
        field = fields.BY_NAME[name]
        if words := facts.says(name):
            blocks.append(Block(Tone.SAID, clean(words), str(field.label)))
        elif name in facts.held:
            reason = facts.held[name]
            blocks.append(Block(Tone.NOTE, _("Non public : %(reason)s") % {"reason": reason}, str(field.label)))
        elif name in needed:
            blocks.append(_asked(field))
    return tuple(blocks) or (_asked(fields.BY_NAME[names[0]]),)


def _asked(field: fields.Field) -> Block:
    words = _("Dans la fiche, section « %(section)s ».") % {"section": field.section.title}
    return Block(Tone.MISSING, words, str(field.label))
