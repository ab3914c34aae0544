"""Vocabularies of groups: the value is that of the open data, the label is what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupKind(models.TextChoices):
    COMMISSION = "commission", _("Commission")
    WORKING_GROUP = "groupe_de_travail", _("Groupe de travail")
    COMMITTEE = "comite", _("Comité")


class GroupRole(models.TextChoices):
    ANIMATOR = "animation", _("Animation")
    MEMBER = "membre", _("Membre")


class Notify(models.TextChoices):
    """What a member receives of the discussions."""

    EACH = "chaque_message", _("Chaque message, dès qu’il est écrit")
    DAILY = "chaque_jour", _("Un seul courriel par jour, s’il y a du nouveau")
    NONE = "jamais", _("Rien : je viens lire sur le site")


class Via(models.TextChoices):
    SITE = "site", _("écrit ici")
    MAIL = "courriel", _("reçu par courriel")
