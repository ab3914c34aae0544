"""Whether a body is described by exactly the identifier of its kind, and is not already there.

Forms call it to show faults beside their fields, actions to refuse them.
"""

from collections import defaultdict
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commun.territories import validators
from commun.territories.enums import COMMUNES, IDENTIFIER_OF, Identifier, Kind
from commun.territories.models import Territory
from commun.territories.search import normalise

FIELDS = ("kind", "name", "country", "code_insee", "siren", "siret")

Errors = dict[str, list[str]]


def locked_fields(territory: Territory) -> frozenset[str]:
    """What the official lists say of a territory is corrected there; they leave the SIREN of some kinds empty."""
    if not territory.is_from_reference:
        return frozenset()
    locked = {"kind", "name", "country", "code_insee", "departement", "attached_to", "population", "source"}
    if territory.kind not in (Kind.DEPARTEMENT, Kind.REGION, Kind.COLLECTIVITE_UNIQUE, *COMMUNES):
        locked |= {"siren"}
    return frozenset(locked)


def check(
    *,
    kind: str,
    name: str,
    country: str = "FR",
    code_insee: str = "",
    siren: str = "",
    siret: str = "",
    itself: Territory | None = None,
) -> tuple[dict[str, str], Errors]:
    """The codes as they are to be stored, and the faults by field; `itself` is the territory being corrected."""
    errors: Errors = defaultdict(list)
    if kind not in Kind.values:
        return {}, {"kind": [_("Choisissez le type de ce territoire.")]}
    known = Kind(kind)

    def cleaned(field: str, clean: Callable[[], str]) -> str:
        try:
            return clean()
        except ValidationError as error:
            errors[field] += error.messages
            return ""

    name = " ".join(name.split())
    if not name:
        errors["name"].append(_("Donnez le nom de ce territoire."))
    country = cleaned("country", lambda: validators.clean_country(country))
    abroad = known == Kind.VILLE_ETRANGERE
    if abroad and country == "FR":
        errors["country"].append(_("Indiquez le pays de cette ville hors de France."))
    if not abroad and country not in ("FR", "") and IDENTIFIER_OF[known] != Identifier.NAME:
        errors["country"].append(_("Ce type de territoire est français : laissez « France »."))

    if IDENTIFIER_OF[known] == Identifier.INSEE:
        code_insee = cleaned("code_insee", lambda: validators.clean_code_insee(code_insee, kind=known))
        if not code_insee and not errors["code_insee"]:
            errors["code_insee"].append(_("Indiquez le code INSEE : c’est l’identifiant de ce type de territoire."))
    elif code_insee.strip():
        errors["code_insee"].append(_("Ce type de territoire n’a pas de code INSEE : laissez ce champ vide."))

    if abroad and (siren.strip() or siret.strip()):
        field = "siren" if siren.strip() else "siret"
        errors[field].append(_("Une ville hors de France n’a ni SIREN ni SIRET : laissez ces champs vides."))
        siren = siret = ""
    siren = cleaned("siren", lambda: validators.clean_siren(siren))
    siret = cleaned("siret", lambda: validators.clean_siret(siret, siren=siren))
    if siret and not siren and not errors["siren"]:
        siren = siret[:9]
    if siren:
        cleaned("siren", lambda: _of_its_kind(siren, known))
    elif IDENTIFIER_OF[known] == Identifier.SIREN and not errors["siren"]:
        errors["siren"].append(_("Indiquez le SIREN : c’est l’identifiant de ce type de territoire."))

    _refuse_duplicates(errors, known, name, country, code_insee, siren, itself)
    values = {"name": name, "country": country, "code_insee": code_insee, "siren": siren, "siret": siret}
    return values, {field: messages for field, messages in errors.items() if messages}


def _of_its_kind(siren: str, kind: Kind) -> str:
    validators.check_siren_prefix(siren, kind=kind)
    return siren


def _refuse_duplicates(
    errors: Errors, kind: Kind, name: str, country: str, code_insee: str, siren: str, itself: Territory | None
) -> None:
    others = Territory.objects.exclude(pk=itself.pk) if itself is not None else Territory.objects.all()

    def refuse(field: str, other: Territory | None, message: str) -> None:
        if other is not None:
            errors[field].append(message % {"name": other.name, "kind": other.get_kind_display().lower()})

    if siren:
        same = others.filter(siren=siren, ended_on=None).first()
        refuse("siren", same, _("Ce SIREN est déjà celui de « %(name)s » (%(kind)s)."))
    if code_insee:
        kinds = sorted(COMMUNES) if kind in COMMUNES else [kind]
        same = others.filter(code_insee=code_insee, kind__in=kinds).first()
        refuse("code_insee", same, _("Ce code INSEE est déjà celui de « %(name)s » (%(kind)s)."))
    if IDENTIFIER_OF[kind] == Identifier.NAME and name and country:
        kinds = [one for one in Kind if IDENTIFIER_OF[one] == Identifier.NAME]
        key = f" {normalise(name)} |"
        same = others.filter(search_key__startswith=key, country=country, kind__in=kinds).first()
        refuse("name", same, _("« %(name)s » (%(kind)s) existe déjà dans ce pays."))
