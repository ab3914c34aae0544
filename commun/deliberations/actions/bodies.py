"""The bodies that deliberate: created from the SIRET and the name that a file gives, tied to the territory we know."""

import re

from commun.core.identifiers import free_slug
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


def body_of(*, siret: str, name: str, is_fictional: bool = False) -> DeliberatingBody:
    """The body of this SIRET, created when it is new. Three queries at most."""
    known = DeliberatingBody.objects.filter(siret=siret).first()
    if known is not None:
        return known
    siren = siret[:9]
    territory = Territory.objects.current().filter(siren=siren).select_related("departement").order_by("pk").first()
    kind = kind_of(name=name, siren=siren, territory=territory)
    department = department_of(siren=siren, territory=territory)
    body, _created = DeliberatingBody.objects.get_or_create(
        siret=siret,
        defaults={
            "name": name,
            "slug": free_slug(DeliberatingBody, name, place=department, default="organe-deliberant", reserved=RESERVED),
            "kind": kind,
            "department": department,
            "territory": territory,
            "is_fictional": is_fictional,
        },
    )
    return body


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
