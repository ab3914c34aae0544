"""The facets of the library: how each is named in an address, what people read, and where its values are."""

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commun.library import enums
from commun.library.models.published import HELD
from commun.territories.enums import Kind

UNKNOWN: Final = "non_renseigne"
"""In a facet: nobody has said."""

YES, NO = "oui", "non"
_OF_SILENCE = {HELD: _("Réservé"), UNKNOWN: _("Non renseigné")}
_YES_NO = {YES: _("Oui"), NO: _("Pas encore")}


@dataclass(frozen=True)
class Facet:
    """`name` stands in addresses. `column` is of `PublishedSheet`; a facet without one has its values as `SheetTerm`.

    Those that are `in_sight` stand beside the list; the others on the page of all filters.
    """

    name: str
    label: str | Promise
    column: str = ""
    term: str = ""
    choices: type[models.TextChoices] | None = None
    in_sight: bool = False

    def values(self) -> list[str]:
        """All that it may hold, in the order of its vocabulary, silence last."""
        known = list(self.choices.values) if self.choices is not None else list(_YES_NO)
        return list(dict.fromkeys([*known, *_OF_SILENCE]))

    def label_of(self, value: str) -> str:
        if value in _OF_SILENCE:
            return str(_OF_SILENCE[value])
        if self.choices is None:
            return str(_YES_NO[value])
        return str(self.choices(value).label)


FACETS: tuple[Facet, ...] = (
    Facet("theme", _("Thème"), column="theme", choices=enums.Theme, in_sight=True),
    Facet("sous-theme", _("Sous-thème"), term="sub_theme", choices=enums.SubTheme),
    Facet("etape", _("Étape"), column="stage", choices=enums.Stage, in_sight=True),
    Facet("type", _("Type de territoire"), column="kind", choices=Kind),
    Facet("taille", _("Taille du territoire"), column="size_band", choices=enums.SizeBand),
    Facet("technique", _("Technique"), column="technique", choices=enums.Technique, in_sight=True),
    Facet("cout", _("Coût par an"), column="cost_band", choices=enums.CostBand),
    Facet("public", _("Public"), term="audience", choices=enums.Audience),
    Facet("resultat", _("Résultat mesuré"), column="has_measured_result", in_sight=True),
    Facet("donnees", _("Données personnelles"), column="personal_data", choices=enums.PersonalData),
    Facet("risque", _("Classe de risque"), column="risk_class", choices=enums.RiskClass),
)
BY_NAME: dict[str, Facet] = {one.name: one for one in FACETS}
BY_TERM: dict[str, Facet] = {one.term: one for one in FACETS if one.term}

DEPARTEMENT, TERRITORY = "departement", "territoire"
"""Two more that an address may hold, from the map or from a page of a territory: a code, a slug."""

PLACES = (DEPARTEMENT, TERRITORY)
