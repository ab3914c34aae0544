"""The kinds of body that can pledge, and the identifier that each must have."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The 17 kinds of the shared vocabulary; values are those of the open data."""

    COMMUNE = "commune", _("Commune")
    SPECIAL_COMMUNE = "commune_statut_particulier", _("Commune à statut particulier")
    COMMUNAUTE_COMMUNES = "communaute_communes", _("Communauté de communes")
    COMMUNAUTE_AGGLOMERATION = "communaute_agglomeration", _("Communauté d’agglomération")
    COMMUNAUTE_URBAINE = "communaute_urbaine", _("Communauté urbaine")
    METROPOLE = "metropole", _("Métropole")
    EPT = "ept", _("Établissement public territorial")
    PETR = "pole_territorial_petr", _("Pôle d’équilibre territorial et rural")
    SYNDICAT_MIXTE = "syndicat_mixte", _("Syndicat mixte")
    DEPARTEMENT = "departement", _("Département")
    REGION = "region", _("Région")
    COLLECTIVITE_UNIQUE = "collectivite_unique", _("Collectivité unique")
    ETABLISSEMENT_PUBLIC = "etablissement_public", _("Établissement public")
    CODEV = "codev", _("Conseil de développement")
    UNIVERSITE = "universite", _("Université")
    VILLE_ETRANGERE = "ville_etrangere", _("Ville hors de France")
    AUTRE = "autre", _("Autre organisme")


class Identifier(models.TextChoices):
    """What tells a body from every other one of its kind."""

    INSEE = "insee", _("Code INSEE")
    SIREN = "siren", _("SIREN")
    NAME = "nom", _("Pays et nom")


COMMUNES = frozenset({Kind.COMMUNE, Kind.SPECIAL_COMMUNE})
EPCI = frozenset({Kind.COMMUNAUTE_COMMUNES, Kind.COMMUNAUTE_AGGLOMERATION, Kind.COMMUNAUTE_URBAINE, Kind.METROPOLE})

# DOMAIN 5.2: exactly the identifier that the kind has. An EPCI has no INSEE commune code, a foreign city may have none.
IDENTIFIER_OF: dict[Kind, Identifier] = {
    Kind.COMMUNE: Identifier.INSEE,
    Kind.SPECIAL_COMMUNE: Identifier.INSEE,
    Kind.DEPARTEMENT: Identifier.INSEE,
    Kind.REGION: Identifier.INSEE,
    Kind.COLLECTIVITE_UNIQUE: Identifier.INSEE,
    Kind.COMMUNAUTE_COMMUNES: Identifier.SIREN,
    Kind.COMMUNAUTE_AGGLOMERATION: Identifier.SIREN,
    Kind.COMMUNAUTE_URBAINE: Identifier.SIREN,
    Kind.METROPOLE: Identifier.SIREN,
    Kind.EPT: Identifier.SIREN,
    Kind.PETR: Identifier.SIREN,
    Kind.SYNDICAT_MIXTE: Identifier.SIREN,
    Kind.ETABLISSEMENT_PUBLIC: Identifier.SIREN,
    Kind.CODEV: Identifier.NAME,
    Kind.UNIVERSITE: Identifier.NAME,
    Kind.VILLE_ETRANGERE: Identifier.NAME,
    Kind.AUTRE: Identifier.NAME,
}


class Network(models.TextChoices):
    """The associations that a territory belongs to."""

    INTERCONNECTES = "interconnectes", _("Les Interconnectés")
    FRANCE_URBAINE = "france_urbaine", _("France urbaine")
    INTERCOMMUNALITES = "intercommunalites_de_france", _("Intercommunalités de France")
    AIMF = "aimf", _("Association internationale des maires francophones")


# The first digits that INSEE gives to each kind (DOMAIN 1.4); kinds that are absent may have any. Since 2008 new bodies
# of every kind were numbered in the 20 series, and since 2024 in the general one (92, 93…): 46 communes of 2026 are.
_NEW_BODIES = frozenset({"20", "9"})
SIREN_PREFIXES: dict[Kind, frozenset[str]] = {
    **dict.fromkeys(COMMUNES, _NEW_BODIES | {"21"}),
    **dict.fromkeys(EPCI, _NEW_BODIES | {"24"}),
    Kind.EPT: _NEW_BODIES,
    Kind.PETR: _NEW_BODIES | {"25"},
    Kind.SYNDICAT_MIXTE: _NEW_BODIES | {"24", "25"},
    Kind.DEPARTEMENT: _NEW_BODIES | {"22"},
    Kind.REGION: _NEW_BODIES | {"23"},
}
