"""The controlled vocabularies of the syntheses; values are those of the open data, labels are what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FindingKind(models.TextChoices):
    FINDING = "constat", _("Constat")
    RECOMMENDATION = "recommandation", _("Recommandation")


class FindingState(models.TextChoices):
    """Where a finding stands: nothing is public before a person signed it, and the territories read it first."""

    DRAFT = "brouillon", _("Brouillon")
    SIGNED = "signe", _("Signé")
    PREVIEW = "en_avant_premiere", _("En avant-première")
    PUBLIC = "public", _("Public")
    WITHDRAWN = "retire", _("Retiré")


class Stance(models.TextChoices):
    """What a sentence says of the finding that cites it."""

    SUPPORTS = "appuie", _("Appuie")
    NUANCES = "nuance", _("Nuance")
    CONTRARY = "contraire", _("Dit le contraire")


class FlagReason(models.TextChoices):
    """Why a finding must be read again."""

    CORRECTED = "corrigee", _("Une remontée citée a été corrigée")
    WITHDRAWN = "retiree", _("Une remontée citée n’est plus publique")
    CITED_FINDING = "constat_change", _("Un constat cité a été retiré ou réécrit")


class RunKind(models.TextChoices):
    GROUPS = "groupes", _("Regroupement par thème")
    TWINS = "jumeaux", _("Textes qui disent la même chose")
    SUGGESTIONS = "suggestions", _("Suggestion de nature et de thème")


class RunState(models.TextChoices):
    WAITING = "en_attente", _("En attente")
    RUNNING = "en_cours", _("En cours")
    DONE = "terminee", _("Terminée")
    FAILED = "en_echec", _("En échec")


class Origin(models.TextChoices):
    """Who put a sentence where it is: what the machine suggested looks like it until a person moves or signs."""

    MACHINE = "machine", _("Suggéré par la machine")
    PERSON = "personne", _("Décidé par une personne")
