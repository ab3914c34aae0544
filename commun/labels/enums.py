"""Vocabularies of the labels: the value is that of the open data, the label is what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class For(models.TextChoices):
    """Who may apply."""

    TERRITORIES = "territoires", _("Territoires")
    STARTUPS = "start-up", _("Start-up")


class CallState(models.TextChoices):
    DRAFT = "brouillon", _("En préparation")
    PUBLISHED = "publie", _("Publié")
    SETTLED = "palmares", _("Palmarès publié")


class State(models.TextChoices):
    """Where an application stands."""

    DRAFT = "brouillon", _("Brouillon")
    SENT = "envoyee", _("Envoyée")
    ADMISSIBLE = "recevable", _("Recevable")
    INADMISSIBLE = "irrecevable", _("Irrecevable")
    LAUREATE = "laureate", _("Lauréate")
    NOT_RETAINED = "non_retenue", _("Non retenue")
    WITHDRAWN = "retiree", _("Retirée")


JUDGED = (State.LAUREATE, State.NOT_RETAINED)
IN_COMPETITION = (State.ADMISSIBLE, *JUDGED)
MAX_SCORE = 5
