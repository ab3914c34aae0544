"""Whose line it is: the SIREN of its SIRET, its name and its type must agree; when they do not, somebody chooses."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from commun.core.text import clean
from commun.library.importers.values import Asked, Doubt, Option, Remark, doubt_key
from commun.library.importers.words import kinds_of, schema_type
from commun.territories.enums import IDENTIFIER_OF, SIREN_PREFIXES, Identifier, Kind
from commun.territories.models import Territory
from commun.territories.validators import clean_siret, without_spaces
from commun.territories.written_names import normalise, typed_code

LEAVE_OUT = "laisser"
CREATE = "creer:"

# Words that a name is written with or without.
_FILLERS = frozenset(
    {
        "ville", "commune", "mairie", "de", "la", "le", "les", "l", "d", "du", "des", "et", "en", "departement",
        "region", "ca", "cc", "cu", "agglo", "agglomeration", "agglomerations", "communaute", "communautes", "communes",
        "urbaine", "etablissement", "public", "territorial", "ept", "conseil", "departemental", "regional", "syndicat",
        "mixte",
    }
)  # fmt: skip
# « Métropole » tells Metz Métropole from Metz: it is no filler.


@dataclass(frozen=True)
class Owner:
    """Whose a line is. `territory` is None while it is not in our lists (`create` is its kind), or left out."""

    territory: Territory | None
    name: str
    siret: str = ""
    create: str = ""
    is_left_out: bool = False


@dataclass
class OwnerReader:
    """Finds each owner once, whatever the number of its lines."""

    asked: Asked
    known: dict[tuple[str, str, str], tuple[Owner, tuple[Remark, ...]]] = field(default_factory=dict)

    def read(
        self, *, name: str, siret: str, kind: str, columns: tuple[str, str, str], where: str
    ) -> tuple[Owner, tuple[Remark, ...]]:
        """The owner as it is known or proposed, and what is wrong with how the line names it.

        `columns` are the heads of the three, for the remarks.
        """
        key = (" ".join(clean(name).split()), clean(siret), " ".join(clean(kind).split()))
        case = _Case(*key, columns=columns)
        if key not in self.known:
            case.look()
            self.known[key] = (self._decided(case, where), tuple(case.remarks))
            return self.known[key]
        owner, remarks = self.known[key]
        doubt = self.asked.doubts.get(case.key)
        if doubt is not None:
            self.asked.places[case.key].append(where)
        return owner, remarks

    def _decided(self, case: "_Case", where: str) -> Owner:
        if case.is_sure:
            return Owner(case.proposal, case.name, case.valid_siret)
        answer = self.asked.ask(case.doubt(), where)
        if answer == LEAVE_OUT or not answer:
            return Owner(None, case.name, is_left_out=True)
        if answer.startswith(CREATE):
            return Owner(None, case.name, case.valid_siret, create=answer.removeprefix(CREATE))
        territory = territory_of_answer(answer)
        if territory is None:
            return Owner(None, case.name, is_left_out=True)
        return Owner(territory, case.name, case.valid_siret if case.siren_fits(territory) else "")


def territory_of_answer(answer: str) -> Territory | None:
    """The territory of a public identifier, or of a SIREN, SIRET or INSEE code that somebody typed."""
    found = Territory.objects.filter(uid=answer).first()
    if found is not None:
        return found
    if code := typed_code(answer):
        return Territory.objects.filter(siren=code).order_by("-ended_on").current().first()
    return Territory.objects.current().filter(code_insee=answer.strip().upper()).exclude(code_insee="").first()


class _Case:
    """One way of naming an owner: what each of its three cells leads to, and whether they agree."""

    def __init__(self, name: str, siret: str, kind: str, *, columns: tuple[str, str, str]) -> None:
        self.name, self.typed_siret, self.kind = name, siret, kind
        self.columns = columns
        self.key = doubt_key("proprietaire", name, siret, kind)
        self.remarks: list[Remark] = []
        self.reasons: list[str] = []
        self.valid_siret = self.siren = ""
        self.kinds = kinds_of(kind)
        self.by_siren: Territory | None = None
        self.by_name: list[Territory] = []
        self.proposal: Territory | None = None
        self.is_sure = False

    def look(self) -> None:
        self._read_siret()
        self.by_siren = (
            Territory.objects.current().filter(siren=self.siren).exclude(siren="").first() if self.siren else None
        )
        self.by_name = _named(self.name, self.kinds)
        if self.kind and not self.kinds:
            self._wrong("vocabulaire", 2, _("« %(text)s » n’est pas un type de collectivité.") % {"text": self.kind})
        elif self.kind and (word := schema_type(self.kind)) and word != self.kind:
            message = _("« %(text)s » s’écrit « %(word)s » dans le schéma à 38 champs.")
            self._wrong("vocabulaire", 2, message % {"text": self.kind, "word": word})
        self._settle()

    def siren_fits(self, territory: Territory) -> bool:
        """Whether the SIRET may be that of `territory`: its SIREN; when our lists have none, a prefix of its kind."""
        if not self.siren:
            return False
        if territory.siren:
            return territory.siren == self.siren
        prefixes = SIREN_PREFIXES.get(Kind(territory.kind), frozenset())
        return self.siren.startswith(tuple(prefixes)) and self.by_siren is None

    def _read_siret(self) -> None:
        bare = without_spaces(self.typed_siret)
        if not bare:
            self._contradicted("manque", 1, _("Le SIRET manque."))
            return
        if len(bare) == 9 and typed_code(bare):
            self.siren = bare
            return
        try:
            self.valid_siret = clean_siret(bare)
        except ValidationError as error:
            self._contradicted("identite", 1, " ".join(error.messages))
            return
        self.siren = self.valid_siret[:9]
        if re.search(r"\s", self.typed_siret.strip()):
            self._wrong("identite", 1, _("Le SIRET s’écrit d’un seul tenant, sans espace."))

    def _settle(self) -> None:
        """What is proposed, whether it is sure, and each contradiction said."""
        found = self.by_siren
        if found is not None:
            same_name = _likeness(self.name, found) >= 0.75
            kind_fits = not self.kinds or found.kind in self.kinds
            if same_name and kind_fits:
                self.proposal, self.is_sure = found, True
                return
            if not kind_fits:
                message = _("Le SIRET est celui de « %(name)s » (%(found)s), et le type dit « %(kind)s ».")
                values = {"name": found.name, "found": str(found.get_kind_display()).lower(), "kind": self.kind}
                self._contradicted("identite", 2 if same_name else 1, message % values)
            else:
                message = _("Le SIRET est celui de « %(found)s », et non de « %(name)s ».")
                self._contradicted("identite", 1, message % {"found": found.name, "name": self.name})
            self.proposal = found if same_name else self._only_by_name()
            return
        self.proposal = self._only_by_name()
        if self.siren and self.proposal is not None and not self.siren_fits(self.proposal):
            message = _("Le SIREN %(siren)s n’est pas celui de « %(name)s » dans nos listes.")
            self._contradicted("identite", 1, message % {"siren": self.siren, "name": self.proposal.name})
        if self.siren and self.proposal is None and self.kinds:
            self._check_prefix()

    def _check_prefix(self) -> None:
        known = [SIREN_PREFIXES[kind] for kind in self.kinds if kind in SIREN_PREFIXES]
        if known and not any(self.siren.startswith(tuple(prefixes)) for prefixes in known):
            message = _("Le SIREN %(siren)s n’est pas celui d’un « %(kind)s » : ses premiers chiffres le disent.")
            self._contradicted("identite", 2, message % {"siren": self.siren, "kind": self.kind})

    def _only_by_name(self) -> Territory | None:
        best = [one for one in self.by_name if _likeness(self.name, one) >= 0.9 and one.ended_on is None]
        return best[0] if len(best) == 1 else None

    def _contradicted(self, kind: str, column: int, message: str) -> None:
        """A remark, and a reason to ask whose line it is."""
        self.reasons.append(message)
        self._wrong(kind, column, message)

    def _wrong(self, kind: str, column: int, message: str) -> None:
        self.remarks.append(Remark(kind, self.columns[column], message))  # type: ignore[arg-type]

    def doubt(self) -> Doubt:
        options: dict[str, str] = {}
        for one in [self.proposal, self.by_siren, *self.by_name]:
            if one is not None:
                code = one.official_code
                options[one.uid] = f"{one.name}, {str(one.get_kind_display()).lower()}{f' ({code})' if code else ''}"
        created = self._to_create()
        if created is not None:
            message = _("Entrer « %(name)s » : %(kind)s, SIREN %(siren)s")
            values = {"name": self.name, "kind": str(created.label).lower(), "siren": self.siren}
            options[f"{CREATE}{created.value}"] = message % values
        options[LEAVE_OUT] = _("Laisser ses lignes de côté")
        proposal = self.proposal.uid if self.proposal else f"{CREATE}{created.value}" if created else LEAVE_OUT
        return Doubt(
            key=self.key,
            kind="owner",
            column=self.columns[0],
            text=" · ".join(part for part in (self.name, self.typed_siret, self.kind) if part),
            message=" ".join(self.reasons) or _("Trouvée par son nom et son type, non par son SIREN."),
            options=tuple(Option(value, label) for value, label in options.items()),
            proposal=proposal,
            is_open_ended=True,
        )

    def _to_create(self) -> Kind | None:
        """The kind of a body that our lists do not hold, when its SIREN says enough to enter it."""
        if not self.siren or self.by_siren is not None or self.proposal is not None:
            return None
        by_siren = [kind for kind, identifier in IDENTIFIER_OF.items() if identifier == Identifier.SIREN]
        fitting = [
            kind for kind in by_siren if kind in SIREN_PREFIXES and self.siren.startswith(tuple(SIREN_PREFIXES[kind]))
        ]
        wanted = [kind for kind in fitting if kind in self.kinds]
        if wanted:
            return wanted[0]
        return Kind.SYNDICAT_MIXTE if self.siren.startswith("25") else Kind.ETABLISSEMENT_PUBLIC


def _significant(name: str) -> list[str]:
    words = normalise(name).split()
    return [word for word in words if word not in _FILLERS] or words


def _likeness(name: str, territory: Territory) -> float:
    """How alike a name and a territory's are, 1 being the same but for words like « ville de »."""
    ours = {" ".join(_significant(one)) for one in (territory.name, territory.short_name) if one}
    theirs = " ".join(_significant(name))
    return max(difflib.SequenceMatcher(None, theirs, one).ratio() for one in ours)


def _named(name: str, kinds: Iterable[Kind]) -> list[Territory]:
    """Territories that bear this name, those of the said type first; five at most."""
    words = _significant(name)
    if not words:
        return []
    condition = Q()
    for word in words[:6]:
        condition &= Q(search_key__contains=f" {word}")
    kinds = set(kinds)
    found = list(Territory.objects.current().filter(condition)[:200])
    of_kind = [one for one in found if one.kind in kinds] if kinds else found
    others = [one for one in found if one not in of_kind]

    def ranked(some: Iterable[Territory]) -> list[Territory]:
        return sorted(some, key=lambda one: (-_likeness(name, one), one.name, one.pk))

    best = [one for one in ranked(of_kind) if _likeness(name, one) >= 0.6]
    return [*best[:4], *[one for one in ranked(others) if _likeness(name, one) >= 0.8][:2]][:5]
