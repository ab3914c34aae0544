"""Vocabularies of the catalogue of resources: the value is that of the open data, the label is what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ResourceKind(models.TextChoices):
    TOOL = "outil", _("Outil")
    KIT = "kit", _("Kit d’animation")
    GAME = "jeu", _("Jeu")
    COURSE = "formation", _("Formation")
    TALK = "conference", _("Conférence")
    GUIDE = "guide", _("Guide")
    MODEL = "modele", _("Document modèle")
    READING = "lecture", _("Texte à lire")


class ResourceAudience(models.TextChoices):
    EVERYONE = "grand_public", _("Grand public")
    ELECTED = "elus", _("Élues et élus")
    AGENTS = "agents", _("Agents")
    FACILITATORS = "animateurs", _("Personnes qui animent un débat")
    TEENAGERS = "adolescents", _("Adolescentes et adolescents")
    PUPILS = "scolaires", _("Élèves et enseignants")
    ASSOCIATIONS = "associations", _("Associations")
    BUSINESS = "entreprises", _("Entreprises")


class Cost(models.TextChoices):
    FREE = "gratuit", _("Gratuit")
    PARTLY = "en_partie_payant", _("En partie payant")
    PAID = "payant", _("Payant")


class Licence(models.TextChoices):
    OPEN = "lov2", _("Licence Ouverte 2.0")
    CC0 = "cc0", _("CC0, domaine public")
    CC_BY = "cc-by", _("CC BY")
    CC_BY_SA = "cc-by-sa", _("CC BY-SA")
    CC_BY_NC = "cc-by-nc", _("CC BY-NC")
    CC_BY_NC_SA = "cc-by-nc-sa", _("CC BY-NC-SA")
    CC_BY_NC_ND = "cc-by-nc-nd", _("CC BY-NC-ND")
    CC_BY_ND = "cc-by-nd", _("CC BY-ND")
    RESERVED = "droits_reserves", _("Droits réservés")
    OTHER = "autre", _("Autre licence")


class Language(models.TextChoices):
    """ISO 639, as the open data writes them."""

    FRENCH = "fr", _("Français")
    ENGLISH = "en", _("Anglais")
    GERMAN = "de", _("Allemand")
    SPANISH = "es", _("Espagnol")
    ITALIAN = "it", _("Italien")
    DUTCH = "nl", _("Néerlandais")
    PORTUGUESE = "pt", _("Portugais")
    BRETON = "br", _("Breton")
    OCCITAN = "oc", _("Occitan")
    SIGN = "fsl", _("Langue des signes française")


class AgeBand(models.TextChoices):
    """Whom it suits, told from its ages."""

    CHILDREN = "enfants", _("Enfants, moins de 12 ans")
    TEENAGERS = "adolescents", _("De 12 à 17 ans")
    ADULTS = "adultes", _("Adultes")


class DurationBand(models.TextChoices):
    HOUR = "une_heure", _("Une heure au plus")
    HALF_DAY = "demi_journee", _("Jusqu’à quatre heures")
    DAY = "journee", _("Jusqu’à huit heures")
    LONGER = "plus", _("Plus d’une journée")


class GroupBand(models.TextChoices):
    """The group that it can be led with, told from its sizes."""

    ALONE = "seul", _("Seul")
    SMALL = "petit", _("De 2 à 15 personnes")
    MEDIUM = "moyen", _("De 16 à 50 personnes")
    LARGE = "grand", _("Plus de 50 personnes")
