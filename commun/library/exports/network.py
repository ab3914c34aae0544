"""The network's own files, made again from what is public here, so that its present tools go on working.

The public file has sixteen columns, in the words that its tools filter on; the other has the thirty-eight fields of the
schema, in the schema's words. A cell that says here what the imported one said is given back to the letter; any other
is a correction, listed with its reason. What is held back, or was never public, is an empty cell.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.core.dates import PartialDate
from commun.core.spreadsheets import guard
from commun.core.text import clean
from commun.library.enums import Audience, Stage, SubTheme, Theme
from commun.library.importers import columns as cols
from commun.library.importers.columns import BY_HEAD, NETWORK, PUBLIC_HEADS
from commun.library.importers.plan import empty, same
from commun.library.importers.words import PUBLIC_TYPE_OF, SCHEMA_TYPE_OF, SCHEMA_TYPES, SCHEMA_WORDS, kinds_of, spelled
from commun.library.models import ImportedRow, PublishedSheet, SheetLink
from commun.territories.enums import Kind
from commun.territories.models import Territory
from commun.territories.validators import without_spaces

ALL_HEADS: tuple[str, ...] = tuple(one.head for one in NETWORK)
NETWORK_SLUG = "reseau"

# How the public file spells what is not spelled as in the schema.
_PUBLIC_WORDS: dict[str, dict[str, str]] = {
    "stage": {
        **{one.value: str(one.label) for one in Stage if one != Stage.UNKNOWN},
        Stage.IN_USE.value: "En déploiement",
    },
    "audiences": {one.value: spelled(one) for one in Audience},
    "theme": {one.value: str(one.label) for one in Theme},
    "sub_themes": {one.value: spelled(one) for one in SubTheme},
}
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?\Z", re.ASCII)


@dataclass(frozen=True)
class Correction:
    """A cell that is not what was imported: where, both texts, and why."""

    uid: str
    project: str
    column: str
    before: str
    after: str
    why: str


@dataclass(frozen=True)
class Export:
    """A file of the network: its heads, its lines, and how it differs from what was imported."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    corrections: tuple[Correction, ...]

    def csv(self) -> bytes:
        """As the network writes it: UTF-8 without mark, commas, quotes where they are needed, one LF a line."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.heads)
        writer.writerows(self.rows)
        return out.getvalue().encode()

    def records(self) -> list[dict[str, str | float | None]]:
        """As JSON: numbers are numbers, an empty cell is null."""
        return [{head: _json_cell(head, cell) for head, cell in zip(self.heads, row, strict=True)} for row in self.rows]


def _json_cell(head: str, cell: str) -> str | float | None:
    if not cell:
        return None
    return float(cell) if head in ("Latitude", "Longitude") else cell


def public_export() -> Export:
    """The sixteen columns. Three queries."""
    return _export(PUBLIC_HEADS, is_schema=False)


def schema_export() -> Export:
    """The thirty-eight fields, in the words of the schema. Three queries."""
    return _export(ALL_HEADS, is_schema=True)


def _export(heads: tuple[str, ...], *, is_schema: bool) -> Export:
    imported = {
        one.sheet_id: one for one in ImportedRow.objects.filter(source__slug=NETWORK_SLUG).order_by("position", "pk")
    }
    links = dict(
        SheetLink.objects.filter(is_public=True).order_by("-pk").values_list("deployment_id", "url")
    )  # the first of each sheet stays
    sheets = PublishedSheet.objects.real().select_related("territory").order_by("first_published_at", "pk")
    siblings = _valid_sirets(imported.values(), sheets)
    rows: list[tuple[tuple[int, int], tuple[str, ...]]] = []
    corrections: list[Correction] = []
    for index, sheet in enumerate(sheets):
        row = imported.get(sheet.pk)
        is_there = row is not None and row.vanished_on is None
        maker = _RowMaker(sheet, row if is_there else None, siblings, links, is_schema)
        cells = tuple(maker.cell(head) for head in heads)
        order = (0, row.position) if row is not None and is_there else (1, index)
        rows.append((order, cells))
        corrections += maker.corrections(heads, cells)
    rows.sort(key=lambda one: one[0])
    return Export(heads, tuple(cells for _order, cells in rows), tuple(corrections))


def _valid_sirets(rows: Iterable[ImportedRow], sheets: Iterable[PublishedSheet]) -> dict[int, str]:
    """Territory → a SIRET of its own that a line of the file gives."""
    territory_of = {one.pk: one.territory_id for one in sheets}
    return {territory_of[one.sheet_id]: one.siret for one in rows if one.siret and one.sheet_id in territory_of}


class _RowMaker:
    def __init__(
        self,
        sheet: PublishedSheet,
        row: ImportedRow | None,
        siblings: Mapping[int, str],
        links: Mapping[int, str],
        is_schema: bool,  # noqa: FBT001 - the two files differ by this alone
    ) -> None:
        self.sheet, self.row, self.siblings, self.links, self.is_schema = sheet, row, siblings, links, is_schema
        self.territory: Territory = sheet.territory
        self.held: Mapping[str, Any] = sheet.values.get("_held", {})
        self.why: dict[str, str] = {}
        self.is_edited = False

    def cell(self, head: str) -> str:
        text = self._special[head](self) if head in self._special else self._field(head, BY_HEAD[head].target)
        safe = text if _NUMBER.match(text) else guard(text)
        if safe != text:
            self.why.setdefault(head, _("Protégée : un tableur y verrait une formule."))
        return safe

    def corrections(self, heads: Sequence[str], cells: Sequence[str]) -> Iterable[Correction]:
        """The cells of an imported line that differ from it; a line of ours alone is one correction."""
        if self.row is None:
            yield Correction(
                self.sheet.uid,
                self.sheet.title,
                "",
                "",
                "",
                _("Ligne ajoutée : cette fiche n’est pas dans le fichier importé."),
            )
            return
        for head, cell in zip(heads, cells, strict=True):
            before = self.row.raw.get(head)
            if before is None or before == cell:
                continue
            is_public = BY_HEAD[head].is_public_file and BY_HEAD[head].target not in self.held
            why = self.why.get(head, _("La fiche dit autre chose depuis l’import."))
            yield Correction(self.sheet.uid, self.sheet.title, head, before if is_public else "", cell, why)

    # --- Cells of the owner ----------------------------------------------------------------------------------------

    def _raw(self, head: str) -> str:
        return str(self.row.raw.get(head, "")) if self.row is not None else ""

    def _owner_name(self) -> str:
        return self._raw("Nom_collectivite") or self.sheet.territory_name

    def _siret(self) -> str:
        """The one that was checked at the import; else the territory's, else another of its lines'; else none."""
        if self.row is not None and self.row.siret:
            if self.row.siret != self._raw("SIRET"):
                self.why["SIRET"] = _("Écrit d’un seul tenant, comme le schéma le demande.")
            return self.row.siret
        self.why["SIRET"] = _("Le SIRET du fichier n’est pas celui de cette collectivité.")
        found = self.territory.siret or self.siblings.get(self.territory.pk, "")
        if not found and self.row is not None:
            bare = without_spaces(self._raw("SIRET"))
            if self.territory.siren and bare.startswith(self.territory.siren):
                return bare
        return found

    def _type(self) -> str:
        kind = Kind(self.territory.kind)
        raw = clean(self._raw("Type_de_collectivite"))
        if self.is_schema:
            self.why["Type_de_collectivite"] = _("Dit dans les mots du schéma.")
            return SCHEMA_TYPE_OF.get(kind, str(kind.label))
        if raw and kind in kinds_of(raw):
            return self._raw("Type_de_collectivite")
        self.why["Type_de_collectivite"] = _("Ce type n’est pas celui de cette collectivité.")
        return PUBLIC_TYPE_OF.get(kind, str(kind.label))

    def _coordinate(self, head: str, value: float | None) -> str:
        raw = clean(self._raw(head)).replace(",", ".")
        self.why[head] = _("Un nombre s’écrit avec un point, sans espace.")
        if self.row is not None and _NUMBER.match(raw):
            return raw
        return "" if value is None else f"{value:.7f}"

    def _logo(self) -> str:
        return self._raw("URL_Logo")

    def _updated_on(self) -> str:
        head = "Date_de_derniere_mise_a_jour"
        if self.row is not None and not self.is_edited and self._raw(head):
            return self._raw(head)
        self.why[head] = _("La fiche a été modifiée ici.")
        return timezone.localtime(self.sheet.updated_at).strftime("%d/%m/%Y")

    def _resource(self) -> str:
        return self.links.get(self.sheet.pk, "")

    def _abandon(self) -> str:
        """Why it was given up, as the file said it; public in the network's model, absent from its public file."""
        return clean(self._raw("status_abandon")) if self.sheet.stage == Stage.ABANDONED else ""

    _special: Mapping[str, Callable[["_RowMaker"], str]] = {
        "Nom_collectivite": _owner_name,
        "SIRET": _siret,
        "Type_de_collectivite": _type,
        "Latitude": lambda self: self._coordinate("Latitude", self.sheet.latitude),
        "Longitude": lambda self: self._coordinate("Longitude", self.sheet.longitude),
        "URL_Logo": _logo,
        "Date_de_derniere_mise_a_jour": _updated_on,
        "url_ressources": _resource,
        "status_abandon": _abandon,
        "projet_contact": lambda self: "",
    }

    # --- Cells of the sheet ----------------------------------------------------------------------------------------

    def _now(self, name: str) -> Any:
        """What everyone reads of a field; empty when it is held back."""
        if name == cols.STAGE:
            return self.sheet.stage
        if name == "title":
            return self.sheet.title
        return self.sheet.values.get(name, empty(name))

    def _field(self, head: str, target: str) -> str:
        names = _FIELDS_OF.get(target, (target,))
        if any(name in self.held for name in names):
            self.why[head] = _("Champ que la collectivité ne publie pas.")
            self.is_edited = True
            return ""
        written = self._written(target)
        if self.row is None or head not in self.row.raw:
            return written
        if not self._says_the_same(names):
            self.is_edited = True
            return written
        if not self.is_schema:
            return self._raw(head)
        if target in SCHEMA_WORDS or target in _STRICT or (BY_HEAD[head].is_restricted and not written):
            self.why[head] = _("Dit dans les mots du schéma.")
            return written
        return self._raw(head)

    def _says_the_same(self, names: Iterable[str]) -> bool:
        """Whether the public page says what the imported cell was read as, word for word."""
        assert self.row is not None
        values = self.row.values
        if "title" in names:
            return " ".join(clean(self._raw("Nom_du_projet")).split()) == self.sheet.title
        return all(same(values.get(name, empty(name)), self._now(name)) for name in names if name in values)

    def _written(self, target: str) -> str:
        """A field in the words of the file."""
        if target == cols.DESCRIPTION:
            return "\n\n".join(text for name in ("summary", "expected_benefit") if (text := str(self._now(name))))
        value = self._now(target)
        if value in (None, "", []):
            return ""
        words = SCHEMA_WORDS.get(target, {}) if self.is_schema else _PUBLIC_WORDS.get(target, {})
        if target == "started_on":
            return _french(value)
        if isinstance(value, list):
            return ", ".join(words.get(one, _label(target, one)) for one in value)
        return words.get(value, _label(target, value))


_FIELDS_OF = {cols.DESCRIPTION: ("summary", "expected_benefit")}
_STRICT = frozenset({"information_url", "started_on"})
"""In the file of the schema, a date is a date and an address an address: words in their place are left out."""


def _label(target: str, value: Any) -> str:
    words = _PUBLIC_WORDS.get(target, {})
    return str(words.get(value, value))


def _french(iso: str) -> str:
    return "/".join(reversed(PartialDate(iso).iso.split("-")))


# --- The schema itself, as facts: names, types, what is required, lists ---------------------------------------------

_REQUIRED = frozenset(
    {
        "Nom_collectivite", "Nom_du_projet", "SIRET", "Type_de_collectivite", "Date_de_demarrage", "Statut_du_projet",
        "projet_contact", "Description_service", "mise_en_oeuvre", "Theme", "Audience", "herbergement",
        "nom_algorithme", "type_algorithme", "donnees_source", "donnees_acces", "URL_Logo",
        "Date_de_derniere_mise_a_jour",
    }
)  # fmt: skip
_WITH_NSP = frozenset({"herbergement", "type_algorithme", "donnees_source", "donnees_acces"})


def table_schema() -> dict[str, Any]:
    """The Table Schema of the thirty-eight fields; several values in one cell are what its lists do not foresee."""
    found = []
    for one in NETWORK:
        constraints: dict[str, Any] = {}
        if one.head in _REQUIRED:
            constraints["required"] = True
        if one.head == "Type_de_collectivite":
            constraints["enum"] = list(SCHEMA_TYPES)
        elif one.target in SCHEMA_WORDS:
            words = list(dict.fromkeys(SCHEMA_WORDS[one.target].values()))
            constraints["enum"] = [*words, "NSP"] if one.head in _WITH_NSP else words
        kind = "number" if one.head in ("Latitude", "Longitude") else "string"
        found.append({"name": one.head, "type": kind, **({"constraints": constraints} if constraints else {})})
    return {"fields": found}


KNOWN_EXCEPTIONS: dict[str, Any] = {
    "SIRET": t("vide quand celui du fichier est faux et que nous n’en connaissons pas d’autre"),
    "Type_de_collectivite": t("une collectivité unique n’est dans aucune des six valeurs"),
    "Date_de_demarrage": t("vide quand la collectivité ne l’a pas dite"),
    "Statut_du_projet": t("vide, ou une étape que la liste n’a pas : exploration, suspension"),
    "projet_contact": t("jamais publié : une adresse reste à la collectivité"),
    "mise_en_oeuvre": t("accès restreint ; plusieurs valeurs dans une case"),
    "Theme": t("vide quand la collectivité ne l’a pas dit"),
    "Sous_Theme": t("deux valeurs dans une case, que la liste ne prévoit pas"),
    "Audience": t("plusieurs valeurs dans une case ; « Aménageurs » n’est pas dans la liste"),
    "herbergement": t("accès restreint"),
    "nom_algorithme": t("accès restreint"),
    "type_algorithme": t("accès restreint ; plusieurs valeurs dans une case"),
    "donnees_source": t("accès restreint ; plusieurs valeurs dans une case"),
    "donnees_acces": t("accès restreint ; plusieurs valeurs dans une case"),
    "Description_service": t("vide quand la collectivité ne l’a pas écrite"),
    "URL_Logo": t("nous ne gardons pas de logo : celui du fichier importé, ou rien"),
}
"""Fields of the schema that the export may not satisfy, and why; nothing else may fail."""
