"""Vocabularies of the agenda: the value is that of the open data, the label is what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    COMMISSION = "commission", _("Réunion de commission")
    WORKING_SESSION = "groupe_de_travail", _("Séance de groupe de travail")
    EXPERT_DAY = "journee_expert", _("Journée expert")
    FORUM = "forum", _("Forum")
    HEARING = "audition", _("Audition")
    JURY = "jury", _("Jury de label")
    CONFERENCE = "conference", _("Conférence ou table ronde")
    TRAINING = "formation", _("Formation")
    PUBLIC_MEETING = "reunion_publique", _("Réunion publique")
    OTHER = "autre", _("Autre rencontre")


class EventAudience(models.TextChoices):
    EVERYONE = "grand_public", _("Ouvert à tout le monde")
    ELECTED = "elus", _("Élues et élus")
    AGENTS = "agents", _("Agents des collectivités")
    MEMBERS = "membres", _("Membres du groupe ou de la commission")
    ASSOCIATIONS = "associations", _("Associations")
    BUSINESS = "entreprises", _("Entreprises")
    RESEARCHERS = "recherche", _("Recherche")


class Signup(models.TextChoices):
    """How one takes part."""

    NONE = "sans_inscription", _("Sans inscription")
    HERE = "ici", _("Inscription sur cette page")
    ELSEWHERE = "ailleurs", _("Inscription sur un autre site")
    INVITED = "sur_invitation", _("Sur invitation")


class Seat(models.TextChoices):
    """Where a registration stands."""

    ASKED = "demandee", _("À confirmer par courriel")
    SEATED = "inscrite", _("Inscrite")
    WAITING = "attente", _("En liste d’attente")


class Period(models.TextChoices):
    COMING = "a_venir", _("À venir")
    PAST = "passees", _("Passées")
