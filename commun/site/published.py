"""Figures that the network published of its own campaign. Shown as such, beside ours, never added to them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class PublishedFigure:
    """A number as it was published, words included ("plus de 2 300")."""

    value: str
    label: str | Promise


SOURCE = _("livret de synthèse du réseau, rapporté par Archimag")
SOURCE_URL = "https://www.archimag.com/node/139809"

FIGURES = (
    PublishedFigure("29", _("organisations publiques")),
    PublishedFigure("plus de 2\u202f300", _("participants")),
    PublishedFigure("303", _("heures d’échanges documentées")),
    PublishedFigure("17", _("chartes ou cadres de confiance en projet")),
)
