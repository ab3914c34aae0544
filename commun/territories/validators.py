"""What a code must be before it enters: clean, true to its key, and of the kind that bears it."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from commun.territories.enums import COMMUNES, SIREN_PREFIXES, Kind

_SPACES = re.compile(r"[\s\u00a0\u202f.-]+")
_COMMUNE_CODE = re.compile(r"(\d{2}|2[AB])\d{3}")
_DEPARTEMENT_CODE = re.compile(r"\d{2,3}|2[AB]|6AE|\d{2,3}[A-Z]")
_REGION_CODE = re.compile(r"\d{2,3}")


def without_spaces(code: str) -> str:
    """The code as it is stored: "244 400 404" is "244400404"."""
    return _SPACES.sub("", code).upper()


def clean_siren(value: str) -> str:
    """A SIREN without spaces; raises ValidationError when it is not one."""
    siren = without_spaces(value)
    if not siren:
        return ""
    if len(siren) == 14 and siren.isascii() and siren.isdigit():
        raise ValidationError(
            _("« %(value)s » a 14 chiffres : c’est un SIRET. Le SIREN en est les neuf premiers : %(siren)s."),
            params={"value": value, "siren": siren[:9]},
            code="siret",
        )
    if len(siren) != 9 or not (siren.isascii() and siren.isdigit()):
        raise ValidationError(
            _("Un SIREN a neuf chiffres ; « %(value)s » n’en est pas un."), params={"value": value}, code="format"
        )
    if not siren_number.is_valid(siren):
        raise ValidationError(
            _(
                "« %(value)s » n’est pas un SIREN : sa clé de contrôle est fausse. "
                "Recopiez-le depuis un document officiel."
            ),
            params={"value": value},
            code="luhn",
        )
    return siren


def clean_siret(value: str, *, siren: str = "") -> str:
    """A SIRET without spaces, that of `siren` when it is given; raises ValidationError."""
    siret = without_spaces(value)
    if not siret:
        return ""
    if len(siret) != 14 or not (siret.isascii() and siret.isdigit()):
        raise ValidationError(
            _("Un SIRET a quatorze chiffres ; « %(value)s » n’en est pas un."), params={"value": value}, code="format"
        )
    if not siret_number.is_valid(siret):
        raise ValidationError(
            _(
                "« %(value)s » n’est pas un SIRET : sa clé de contrôle est fausse "
                "(une recopie vers le bas d’un tableur ?)."
            ),
            params={"value": value},
            code="luhn",
        )
    if siren and not siret.startswith(siren):
        raise ValidationError(
            _("Ce SIRET est celui d’un autre organisme : il commence par %(found)s et le SIREN est %(siren)s."),
            params={"found": siret[:9], "siren": siren},
            code="other_siren",
        )
    return siret


def check_siren_prefix(siren: str, *, kind: Kind) -> None:
    """Refuse a SIREN whose first digits are those of another kind (the département of a commune, say)."""
    prefixes = SIREN_PREFIXES.get(kind)
    if not siren or prefixes is None or siren.startswith(tuple(prefixes)):
        return
    raise ValidationError(
        _(
            "Le SIREN %(siren)s n’est pas celui de ce type de territoire (%(kind)s) : "
            "il devrait commencer par %(prefixes)s."
        ),
        params={"siren": siren, "kind": kind.label, "prefixes": _(" ou ").join(sorted(prefixes))},
        code="prefix",
    )


def clean_code_insee(value: str, *, kind: Kind) -> str:
    """An INSEE code of this kind: five signs for a commune, two or three for a département or a région."""
    code = without_spaces(value)
    if not code:
        return ""
    if kind in COMMUNES:
        pattern, example = _COMMUNE_CODE, _("cinq signes, comme 44109 ou 2A004")
    elif kind == Kind.REGION:
        pattern, example = _REGION_CODE, _("deux ou trois chiffres, comme 53")
    else:
        pattern, example = _DEPARTEMENT_CODE, _("deux ou trois signes, comme 35, 2A ou 974")
    if not pattern.fullmatch(code):
        raise ValidationError(
            _("« %(value)s » n’est pas un code INSEE de ce type (%(example)s)."),
            params={"value": value, "example": example},
            code="format",
        )
    return code


def clean_country(value: str) -> str:
    """A country by its two letters (ISO 3166-1), in capitals."""
    country = value.strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise ValidationError(_("Indiquez le pays par ses deux lettres, comme BE ou MA."), code="format")
    return country
