"""Vocabularies of the heritage: the value is that of the open data, the label is what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    DATASET = "jeu_de_donnees", _("Jeu de données")
    MODEL = "modele", _("Modèle")


class Licence(models.TextChoices):
    """Named as SPDX names them, so that a machine reads them too."""

    ETALAB = "etalab-2.0", _("Licence Ouverte 2.0")
    ODBL = "ODbL-1.0", _("ODbL 1.0")
    ODC_BY = "ODC-By-1.0", _("ODC-By 1.0")
    CC0 = "CC0-1.0", _("CC0 1.0, domaine public")
    CC_BY = "CC-BY-4.0", _("CC BY 4.0")
    CC_BY_SA = "CC-BY-SA-4.0", _("CC BY-SA 4.0")
    APACHE = "Apache-2.0", _("Apache 2.0")
    MIT = "MIT", _("MIT")
    EUPL = "EUPL-1.2", _("EUPL 1.2")
    GPL = "GPL-3.0-or-later", _("GPL 3.0 ou ultérieure")
    AGPL = "AGPL-3.0-or-later", _("AGPL 3.0 ou ultérieure")
    CC_BY_NC = "CC-BY-NC-4.0", _("CC BY-NC 4.0 (usage commercial interdit)")
    CC_BY_ND = "CC-BY-ND-4.0", _("CC BY-ND 4.0 (modification interdite)")
    RESERVED = "LicenseRef-reservee", _("Droits réservés")

    @property
    def is_open(self) -> bool:
        """Whether anyone may use, change and share it for any purpose (the Open Definition)."""
        return self not in CLOSED

    @property
    def url(self) -> str:
        """Its text; empty where there is none."""
        return "" if self is Licence.RESERVED else f"https://spdx.org/licenses/{self.value}.html"


CLOSED = frozenset({Licence.CC_BY_NC, Licence.CC_BY_ND, Licence.RESERVED})


class PersonalData(models.TextChoices):
    """What who deposits declares of the files."""

    ABSENT = "absentes", _("Aucune donnée personnelle")
    PSEUDONYMISED = "pseudonymisees", _("Données pseudonymisées ou agrégées")
    PRESENT = "presentes", _("Des données personnelles : jamais public")


class State(models.TextChoices):
    """Where a version stands. It is read from its signatures, and kept nowhere."""

    DRAFT = "brouillon", _("En préparation")
    SIGNED = "signee", _("Signée par le territoire, le réseau la relit")
    PUBLISHED = "publiee", _("Publique")
