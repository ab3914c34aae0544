"""What changed between two versions of a text, told by words as well as by colour."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

PieceKind: TypeAlias = Literal["same", "added", "removed"]


class AnyPiece(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that both versions have, or only one."""

    kind: PieceKind
    text: str


def _piece(piece: AnyPiece) -> SafeString:
    if piece.kind == "added":
        return format_html(
            '<ins><span class="vh">[{} </span>{}<span class="vh">]</span></ins>', _("ajouté :"), piece.text
        )
    if piece.kind == "removed":
        return format_html(
            '<del><span class="vh">[{} </span>{}<span class="vh">]</span></del>', _("retiré :"), piece.text
        )
    return format_html("{}", piece.text)


def ui_diff(pieces: Iterable[AnyPiece]) -> SafeString:
    """{% ui_diff revision.pieces %}: pieces have a `kind` (same, added, removed) and a `text`."""
    return format_html('<div class="diff">{}</div>', format_html_join("", "{}", ((_piece(piece),) for piece in pieces)))
