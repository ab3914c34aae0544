"""What a key may write, by kind of record."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """One kind of record. A key reads nothing that is not public, whatever its scopes."""

    CHARTER = "charte", _("Charte : la signer, prouver ses engagements, s’en retirer")
    CONCERTATIONS = "concertations", _("Concertations : les ouvrir, les remplir, y joindre des documents, les publier")
    TAKEAWAYS = "remontees", _("Remontées : propositions, points de vigilance, freins, opportunités")
    ANSWERS = "reponses", _("Réponses aux propositions")
    FOLLOW_UPS = "suites", _("Suites : actions promises et jalons")
    LIBRARY = "usages-ia", _("Bibliothèque : décrire, évaluer, publier et vérifier des usages d’algorithmes")
    RESOURCES = "ressources", _("Ressources : en proposer au catalogue commun")
    HERITAGE = "patrimoine", _("Patrimoine : déposer les fichiers d’un jeu de données ou d’un modèle")
