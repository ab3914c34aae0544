"""The bodies that deliberate: created from the SIRET and the name that a file gives, tied to the territory we know."""

import re
from collections.abc import Mapping, Sequence

from django.utils.text import slugify

from commun.core.text import folded
from commun.deliberations.enums import BodyKind
from commun.deliberations.models import DeliberatingBody
from commun.territories.enums import COMMUNES, EPCI, Kind
from commun.territories.models import Territory

_KIND_OF = {
    **dict.fromkeys(COMMUNES, BodyKind.COMMUNE),
    **dict.fromkeys(EPCI, BodyKind.EPCI),
    Kind.EPT: BodyKind.EPCI,
    Kind.DEPARTEMENT: BodyKind.DEPARTEMENT,
    Kind.REGION: BodyKind.REGION,
    Kind.COLLECTIVITE_UNIQUE: BodyKind.REGION,
    Kind.SYNDICAT_MIXTE: BodyKind.SYNDICAT,
    Kind.PETR: BodyKind.SYNDICAT,
}
# In this order: the "centre communal d'action sociale de la commune de X" is no commune.
_WORDS = (
    (BodyKind.CCAS, r"\b(ccas|cias|action sociale)\b"),
    (BodyKind.SYNDICAT, r"\b(syndicat|sivu|sivom|smictom|sictom|petr|pole metropolitain)\b"),
    (BodyKind.EPCI, r"\b(communaute|metropole|agglomeration|intercommunalite|conseil communautaire)\b"),
    (BodyKind.DEPARTEMENT, r"\b(departement|conseil departemental|conseil general)\b"),
    (BodyKind.REGION, r"\b(region|conseil regional|collectivite de corse|collectivite territoriale)\b"),
    (BodyKind.COMMUNE, r"\b(commune|ville|mairie|conseil municipal)\b"),
)
# The first digits of a SIREN that INSEE gave to a kind of body; the next two or three are then the département.
_PREFIXES = {
    "21": BodyKind.COMMUNE,
    "22": BodyKind.DEPARTEMENT,
    "23": BodyKind.REGION,
    "24": BodyKind.EPCI,
    "25": BodyKind.SYNDICAT,
    "26": BodyKind.CCAS,
}
RESERVED = frozenset({"organismes", "recherche", "nouvelles", "sources"})


def bodies_of(names: Mapping[str, str], *, is_fictional: bool = False) -> dict[str, int]:
    """SIRET → name of some bodies → SIRET → key; those that are new are created. Four queries, whatever their number.

    Raises IntegrityError when someone else creates one of them meanwhile: ask again in another transaction.
    """
    known = dict(DeliberatingBody.objects.filter(siret__in=names).values_list("siret", "pk"))
    new = {siret: name for siret, name in names.items() if siret not in known}
    if not new:
        return known
    territories = {
        one.siren: one
        for one in Territory.objects.current()
        .filter(siren__in={siret[:9] for siret in new})
        .select_related("departement")
        .order_by("-pk")
    }
    made = [_made(siret, name, territories.get(siret[:9]), is_fictional=is_fictional) for siret, name in new.items()]
    _give_addresses(made)
    known |= {one.siret: one.pk for one in DeliberatingBody.objects.bulk_create(made)}
    return known


def _made(siret: str, name: str, territory: Territory | None, *, is_fictional: bool) -> DeliberatingBody:
    siren = siret[:9]
    return DeliberatingBody(
        siret=siret,
        name=name,
        kind=kind_of(name=name, siren=siren, territory=territory),
        department=department_of(siren=siren, territory=territory),
        territory=territory,
        is_fictional=is_fictional,
    )


def _give_addresses(made: Sequence[DeliberatingBody]) -> None:
    """The name, then with the département, then with the SIRET, which nobody else has. One query."""
    wanted = {one.siret: _addresses(one) for one in made}
    candidates = {address for addresses in wanted.values() for address in addresses}
    taken = {*RESERVED, *DeliberatingBody.objects.filter(slug__in=candidates).values_list("slug", flat=True)}
    for one in made:
        one.slug = next(address for address in wanted[one.siret] if address not in taken)
        taken.add(one.slug)


def _addresses(body: DeliberatingBody) -> tuple[str, str, str]:
    base = slugify(body.name)[:90].strip("-") or "organe-deliberant"
    return base, f"{base}-{body.department or body.siret[:9]}", f"{base}-{body.siret}"


def kind_of(*, name: str, siren: str, territory: Territory | None) -> BodyKind:
    """By the territory when it is in the lists, else by the words of the name, else by the SIREN."""
    if territory is not None:
        return _KIND_OF.get(Kind(territory.kind), BodyKind.OTHER)
    words = folded(name)
    for kind, pattern in _WORDS:
        if re.search(pattern, words):
            return kind
    return _PREFIXES.get(siren[:2], BodyKind.OTHER)


def department_of(*, siren: str, territory: Territory | None) -> str:
    """The code of the département: "35", "974", "2A"; empty when nothing says it (Corsica has no digit of its own)."""
    if territory is not None:
        if code := territory.departement_code:
            return code
        if territory.kind == Kind.DEPARTEMENT:
            return territory.code_insee[:3]
        if territory.departement is not None:
            return territory.departement.code_insee[:3]
    if siren[:2] not in _PREFIXES or siren.startswith("23"):
        return ""
    code = siren[2:5] if siren[2:4] == "97" else siren[2:4]
    return "" if code in ("00", "20") else code
