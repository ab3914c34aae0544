"""What people talk about when they talk of AI: one list for the whole site, so that the country is read across it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    """What a takeaway or a resource is about. Drawn from the fears, levers and lessons that the first concertations
    reported (seeds/000)."""

    TRANSPARENCY = "transparence", _("Transparence et explication")
    DEMOCRACY = "democratie", _("Démocratie et libertés")
    GOVERNANCE = "gouvernance", _("Gouvernance et contrôle humain")
    DATA = "donnees", _("Données et vie privée")
    DISCRIMINATION = "discriminations", _("Biais et discriminations")
    INCLUSION = "inclusion", _("Inclusion et fracture numérique")
    JOBS = "metiers", _("Métiers et conditions de travail")
    TRAINING = "formation", _("Formation et culture de l’IA")
    ENVIRONMENT = "environnement", _("Environnement et sobriété")
    SOVEREIGNTY = "souverainete", _("Souveraineté et dépendance")
    SECURITY = "securite", _("Sécurité et fiabilité")
    SERVICE = "service_public", _("Qualité du service public")
    ECONOMY = "economie", _("Économie, culture et création")
    OTHER = "autre", _("Autre")
