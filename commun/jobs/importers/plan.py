"""What a table of trades would attach: one line for a use or a sentence of the territory, and its trades.

It only adds: an empty cell leaves what is there, and one takes a trade back on the screen. Each fault names its line
and its column.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from commun.concertations.models import Takeaway
from commun.core import named_tables
from commun.core.errors import DomainError
from commun.core.models import Revision
from commun.core.named_tables import Fault, Table
from commun.core.spreadsheets import place, write_csv
from commun.jobs.models import Trade
from commun.jobs.naming import Names
from commun.library.models import Deployment
from commun.territories.models import Territory

IDENTIFIER, KIND, TEXT, TRADES = "identifiant", "nature", "texte", "metiers"


@dataclass(frozen=True)
class Line:
    """What one line would do; `new` is empty when all its trades are there."""

    number: int
    title: str
    about: Deployment | Takeaway
    new: tuple[Trade, ...]
    unchanged: int


@dataclass(frozen=True)
class Plan:
    lines: tuple[Line, ...]
    unchanged: int
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    seen: str
    """A mark of all this: whoever confirms has seen what will be written."""

    @property
    def count(self) -> int:
        return sum(len(one.new) for one in self.lines)


def read(file: "UploadedFile[Any]") -> Table:
    """Raises UploadRefused, Unreadable, NoTable."""
    missing = _("Aucune feuille ne commence par une ligne qui nomme les colonnes « identifiant » et « metiers ».")
    table = named_tables.read(file, known_by={IDENTIFIER}, missing=missing)
    if TRADES not in table.heads:
        raise named_tables.NoTable(missing)
    return table


def to_fill(territory: Territory) -> bytes:
    """The table to fill in: all that the territory may attach, with the trades already said. Three queries."""
    rows = [(IDENTIFIER, KIND, TEXT, TRADES)]
    for one in _mine(territory).values():
        kind = _("usage d’IA") if isinstance(one, Deployment) else str(one.get_kind_display())
        said = " | ".join(sorted(link.trade.title for link in one.trade_links.all()))
        rows.append((one.uid, kind, _text(one), said))
    return write_csv(rows)


def plan(table: Table, *, territory: Territory) -> Plan:
    """Five queries, whatever the number of lines."""
    names, mine = Names(), _mine(territory)
    lines, faults = [], []
    taken: dict[str, int] = {}
    for number, cells in table.rows:
        told = dict(zip(table.heads, cells, strict=False))
        uid, typed = told.get(IDENTIFIER, "").strip(), told.get(TRADES, "").strip()
        if not uid and not typed:
            continue
        fault = _fault_of(table, number, uid, mine, taken)
        if fault is not None:
            faults.append(fault)
            continue
        taken[uid] = number
        found, wrong = _trades(table, number, typed, names)
        faults += wrong
        known = {link.trade_id for link in mine[uid].trade_links.all()}
        new = tuple(one for one in found if one.pk not in known)
        lines.append(Line(number, _text(mine[uid]), mine[uid], new, len(found) - len(new)))
    told_seen = [[one.about.uid, [trade.uid for trade in one.new]] for one in lines if one.new]
    return Plan(
        lines=tuple(one for one in lines if one.new),
        unchanged=sum(one.unchanged for one in lines),
        faults=tuple(faults),
        ignored=tuple(
            dict.fromkeys(head for head in table.heads if head and head not in (IDENTIFIER, KIND, TEXT, TRADES))
        ),
        seen=Revision.digest(told_seen),
    )


def _fault_of(
    table: Table, number: int, uid: str, mine: dict[str, Deployment | Takeaway], taken: dict[str, int]
) -> Fault | None:
    where = place(table.sheet, number, table.heads.index(IDENTIFIER))
    if uid not in mine:
        said = _("Aucun usage, aucune remontée de votre territoire ne porte l’identifiant « %(uid)s ».") % {"uid": uid}
        return Fault(where, said)
    if uid in taken:
        return Fault(where, _("La ligne %(line)d parle déjà de cet identifiant.") % {"line": taken[uid]})
    return None


def _trades(table: Table, number: int, typed: str, names: Names) -> tuple[list[Trade], list[Fault]]:
    """The trades that a cell names, once each, and what is wrong in it."""
    found: list[Trade] = []
    faults = []
    for part in typed.split("|"):
        if not part.strip():
            continue
        try:
            found.append(names.find(part))
        except DomainError as refusal:
            where = place(table.sheet, number, table.heads.index(TRADES))
            faults.append(Fault(where, f"« {part.strip()} » : {refusal.message}"))
    return list(dict.fromkeys(found)), faults


def _mine(territory: Territory) -> dict[str, Deployment | Takeaway]:
    """What the territory may attach, by identifier. Four queries."""
    return {one.uid: one for one in _rows(territory)}


def _rows(territory: Territory) -> Iterator[Deployment | Takeaway]:
    yield from Deployment.objects.filter(territory=territory).order_by("uid").prefetch_related("trade_links__trade")
    sayings = Takeaway.objects.filter(concertation__territory=territory).select_related("concertation__territory")
    yield from sayings.order_by("concertation__uid", "kind", "number", "pk").prefetch_related("trade_links__trade")


def _text(one: Deployment | Takeaway) -> str:
    return one.title if isinstance(one, Deployment) else " ".join(one.text.split())
