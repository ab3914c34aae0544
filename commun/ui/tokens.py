"""The colours, by name, and what each is for; their values live in `commun.css` alone."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Swatch:
    token: str
    name: str | Promise
    purpose: str | Promise


SWATCHES = (
    Swatch("paper", _("papier"), _("le fond")),
    Swatch("raised", _("papier clair"), _("champs et messages")),
    Swatch("sunken", _("papier gris"), _("navigation dense")),
    Swatch("ink", _("encre"), _("textes et boutons")),
    Swatch("ink-soft", _("encre légère"), _("lieux, dates, aides")),
    Swatch("accent", _("sanguine"), _("ce qu’une personne a dit")),
    Swatch("tenu", _("tenu"), _("disque plein")),
    Swatch("en-cours", _("en cours"), _("demi-disque")),
    Swatch("en-retard", _("en retard"), _("triangle")),
    Swatch("sans-reponse", _("sans réponse"), _("carré vide")),
    Swatch("wrong", _("erreur"), _("saisie à corriger")),
)
