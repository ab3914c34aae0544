"""Vocabularies of council decisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BodyKind(models.TextChoices):
    """What deliberates. Told from the territory when it is known, else from the name that the body gives itself."""

    COMMUNE = "commune", _("Commune")
    EPCI = "epci", _("Intercommunalité")
    DEPARTEMENT = "departement", _("Département")
    REGION = "region", _("Région")
    SYNDICAT = "syndicat", _("Syndicat")
    CCAS = "ccas", _("Centre d’action sociale")
    OTHER = "autre", _("Autre organisme")


class TextSource(models.TextChoices):
    """Where the text of a decision was read."""

    GIVEN = "donne", _("donné avec la ligne")
    HTML = "html", _("page web")
    PDF = "pdf", _("couche de texte du PDF")


class VoteOutcome(models.TextChoices):
    """What the counted votes say; empty when the body does not publish them."""

    UNANIMOUS = "unanime", _("à l’unanimité")
    DIVIDED = "partage", _("voix partagées")


class TakedownReason(models.TextChoices):
    """Why the words of a decision are not shown. A list, so that nobody writes the name that is to be forgotten."""

    PERSONAL_DATA = "donnee_personnelle", _("une donnée personnelle y figurait")
    SENSITIVE_DATA = "donnee_sensible", _("une donnée sensible y figurait (santé, aide sociale, sanction…)")
    COUNCIL_ASKED = "demande_collectivite", _("la collectivité l’a demandé")
    LEGAL_ORDER = "decision_justice", _("une décision de justice ou une autorité l’a ordonné")
    ERROR = "publiee_par_erreur", _("elle avait été publiée par erreur")
