"""What a key may write, by kind of record."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """One kind of record. A key reads nothing that is not public, whatever its scopes."""

    CONCERTATIONS = "concertations", _("Concertations : les ouvrir, remplir leur canevas, les faire avancer")
    TAKEAWAYS = "remontees", _("Remontées : propositions, points de vigilance, freins, opportunités")
    ANSWERS = "reponses", _("Réponses aux propositions")
    FOLLOW_UPS = "suites", _("Suites : actions promises et jalons")
    LIBRARY = "usages-ia", _("Bibliothèque : décrire, publier et vérifier des usages d’algorithmes")
