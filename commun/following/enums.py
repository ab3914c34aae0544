from django.db import models
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    """How often news of a subscription are sent."""

    IMMEDIATE = "tout_de_suite", _("Dès qu’il y a du nouveau")
    WEEKLY = "chaque_semaine", _("Une fois par semaine")
    NONE = "jamais", _("Jamais : je garde ce suivi sans recevoir de courriel")


class DigestKind(models.TextChoices):
    """A mail that gathers."""

    WEEK = "semaine", _("Les nouvelles de la semaine")
    DUE = "a_faire", _("À faire cette semaine")
    QUARTER = "trimestre", _("Quoi de neuf ce trimestre")
