"""Vocabularies of the trades: the value is that of the open data, the label is what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Branch(models.TextChoices):
    """A *filière*: how the trades of the territorial civil service are grouped by usage, without force of law."""

    ADMINISTRATIVE = "administrative", _("Administrative")
    ACTIVITIES = "animation", _("Animation")
    TECHNICAL = "technique", _("Technique")
    CULTURE = "culturelle", _("Culturelle")
    SPORT = "sportive", _("Sportive")
    HEALTH = "medico_sociale", _("Médico-sociale")
    POLICE = "police_municipale", _("Police municipale")
    FIRE = "sapeurs_pompiers", _("Sapeurs-pompiers professionnels")
    OTHER = "autre", _("Hors filière")
