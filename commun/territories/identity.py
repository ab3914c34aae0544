"""Whether a body is described by exactly the identifier of its kind, and is not already there.

Forms call it to show faults beside their fields, actions to refuse them.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commun.territories import validators
from commun.territories.enums import COMMUNES, IDENTIFIER_OF, Identifier, Kind
from commun.territories.models import Territory
from commun.territories.written_names import normalise

FIELDS = ("kind", "name", "country", "code_insee", "siren", "siret", "foreign_scheme", "foreign_code")

Errors = dict[str, list[str]]


def locked_fields(territory: Territory) -> frozenset[str]:
    """What the official lists say of a territory is corrected there; they leave the SIREN of some kinds empty."""
    if not territory.is_from_reference:
        return frozenset()
    locked = {"kind", "name", "country", "code_insee", "departement", "attached_to", "population", "source"}
    if territory.kind not in (Kind.DEPARTEMENT, Kind.REGION, Kind.COLLECTIVITE_UNIQUE, *COMMUNES):
        locked |= {"siren"}
    if territory.foreign_code:
        locked |= {"foreign_scheme", "foreign_code"}
    return frozenset(locked)


def check(
    *,
    kind: str,
    name: str,
    country: str = "FR",
    code_insee: str = "",
    siren: str = "",
    siret: str = "",
    foreign_scheme: str = "",
    foreign_code: str = "",
    itself: Territory | None = None,
    has_ended: bool = False,
) -> tuple[dict[str, str], Errors]:
    """The codes as they are to be stored, and the faults by field; `itself` is the territory being corrected.

    One that `has_ended` may share its SIREN with the one that replaced it.
    """
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

    foreign_scheme, foreign_code = " ".join(foreign_scheme.split()), foreign_code.strip()
    _check_foreign_code(errors, country, foreign_scheme, foreign_code, itself)
    _refuse_duplicates(errors, known, name, country, code_insee, "" if has_ended else siren, itself)
    values = {
        "name": name,
        "country": country,
        "code_insee": code_insee,
        "siren": siren,
        "siret": siret,
        "foreign_scheme": foreign_scheme,
        "foreign_code": foreign_code,
    }
    return values, {field: messages for field, messages in errors.items() if messages}


def check_succession(
    territory: Territory, *, successor: Territory | None, ended_on: datetime.date | None, on: datetime.date
) -> Errors:
    """The faults, by field, of saying that `territory` is no more since `ended_on`, and is replaced by `successor`."""
    errors: Errors = defaultdict(list)
    if ended_on is not None and ended_on > on:
        errors["ended_on"].append(_("Cette date est dans le futur : attendez que le changement ait eu lieu."))
    if successor is None:
        return errors
    if ended_on is None:
        errors["ended_on"].append(_("Dites depuis quand ce territoire est remplacé."))
    heir: int | None = successor.pk
    while heir is not None and heir != territory.pk:
        heir = Territory.objects.values_list("successor_id", flat=True).get(pk=heir)
    if heir is not None:
        errors["successor"].append(_("Un territoire ne se remplace pas lui-même, ni par ceux qu’il a remplacés."))
    return errors


def _check_foreign_code(errors: Errors, country: str, scheme: str, code: str, itself: Territory | None) -> None:
    if not scheme and not code:
        return
    if country == "FR":
        message = _("Ce code est celui d’une ville hors de France : laissez ce champ vide, ou changez le pays.")
        errors["foreign_code" if code else "foreign_scheme"].append(message)
    elif not code:
        errors["foreign_code"].append(_("Donnez le code que ce territoire a dans ce référentiel."))
    elif not scheme:
        errors["foreign_scheme"].append(_("Dites de quel référentiel vient ce code, par exemple GeoNames."))
    else:
        same = Territory.objects.filter(country=country, foreign_scheme__iexact=scheme, foreign_code=code)
        other = same.exclude(pk=itself.pk).first() if itself is not None else same.first()
        if other is not None:
            errors["foreign_code"].append(_("Ce code est déjà celui de « %(name)s ».") % {"name": other.name})


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
