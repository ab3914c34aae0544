"""Vocabularies of the harvest of other sites."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceState(models.TextChoices):
    PROPOSED = "proposee", _("Proposée")
    ACTIVE = "moissonnee", _("Moissonnée")
    PAUSED = "suspendue", _("En pause")


class Verdict(models.TextChoices):
    """What became of one harvest."""

    ACCEPTED = "acceptee", _("Prise")
    UNCHANGED = "inchangee", _("Rien de neuf")
    QUARANTINED = "quarantaine", _("En quarantaine")
    FAILED = "echec", _("Sans réponse utile")


class Change(models.TextChoices):
    """What a version would do of a row."""

    WITHDRAWN = "retiree", _("Retirée")
    CHANGED = "modifiee", _("Modifiée")
    ADDED = "nouvelle", _("Nouvelle")


class Signature(models.TextChoices):
    VALID = "valide", _("Signée")
    NONE = "absente", _("Non signée")
