"""Roles and permissions; `permissions.py` says which role may do what."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is for one territory."""

    CONTRIBUTOR = "contributeur", _("Contributrice ou contributeur")
    REFERENT = "referent", _("Référente ou référent")
    ELU = "elu", _("Élue ou élu")


class NetworkRole(models.TextChoices):
    """What a person is for the whole network; each asks for a second factor."""

    COORDINATOR = "coordination", _("Coordination du réseau")
    COUNCIL = "conseil_scientifique", _("Conseil scientifique")
    ADMINISTRATOR = "administration", _("Administration")


class JoinState(models.TextChoices):
    """Where a request to join a territory stands."""

    PENDING = "en_attente", _("En attente")
    ACCEPTED = "acceptee", _("Acceptée")
    REFUSED = "refusee", _("Refusée")


class Permission(models.TextChoices):
    """What someone may do, to one territory's records or to the network's."""

    WORKSPACE_VIEW = "workspace.view", _("Lire l’espace de travail d’un territoire")
    CONCERTATION_EDIT = "concertation.edit", _("Documenter une concertation")
    CONCERTATION_PUBLISH = "concertation.publish", _("Publier une concertation et la faire avancer")
    PLEDGE_SIGN = "pledge.sign", _("Signer la charte")
    ANSWER_PUBLISH = "answer.publish", _("Répondre aux propositions et suivre les promesses")
    LIBRARY_EDIT = "library.edit", _("Décrire et évaluer un usage d’algorithme")
    LIBRARY_PUBLISH = "library.publish", _("Publier une fiche de la bibliothèque")
    LIBRARY_REVIEW = "library.review", _("Relire les fiches d’autres territoires")
    HERITAGE_EDIT = "heritage.edit", _("Décrire et déposer des données et des modèles")
    HERITAGE_PUBLISH = "heritage.publish", _("Signer pour le territoire la publication de données et de modèles")
    HERITAGE_REVIEW = "heritage.review", _("Signer pour le réseau la publication de données et de modèles")
    SYNTHESIS_COMMENT = "synthesis.comment", _("Lire les synthèses en avant-première et y répondre")
    MANIFESTO_AMEND = "manifesto.amend", _("Proposer un amendement au manifeste")
    MANIFESTO_VOTE = "manifesto.vote", _("Dire la position du territoire sur le manifeste, le soutenir")
    TEAM_MANAGE = "team.manage", _("Inviter et retirer des membres")
    API_MANAGE = "api.manage", _("Ouvrir et révoquer des clés d’API, régler les envois automatiques")
    NETWORK_VIEW = "network.view", _("Voir tous les territoires, brouillons compris")
    NETWORK_COORDINATE = "network.coordinate", _("Écrire aux référents, modérer les avis")
    LIBRARY_COORDINATE = "library.coordinate", _("Importer dans la bibliothèque, demander une correction")
    DELIBERATION_MANAGE = "deliberation.manage", _("Suivre les imports de délibérations, en retirer une")
    RESOURCE_MANAGE = "resource.manage", _("Tenir le catalogue des ressources, relire celles que l’on propose")
    EDITORIAL_MANAGE = "editorial.manage", _("Écrire, relire et publier les pages, les actualités et le glossaire")
    EVENT_EDIT = "event.edit", _("Annoncer des rencontres, tenir leurs inscriptions et leurs comptes rendus")
    GROUP_MANAGE = "group.manage", _("Ouvrir et fermer des groupes, nommer qui les anime")
    HEARING_MANAGE = "hearing.manage", _("Publier les auditions, tenir la liste du conseil scientifique")
    COUNCIL_OPINION = "council.opinion", _("Signer un avis du conseil scientifique")
    TRADE_ATTACH = "trade.attach", _("Dire quels métiers un usage ou une remontée touche")
    TRADE_MANAGE = "trade.manage", _("Tenir la liste des métiers")
    LABEL_APPLY = "label.apply", _("Candidater à un label pour le territoire")
    LABEL_MANAGE = "label.manage", _("Ouvrir l’appel d’un label, nommer son jury, publier son palmarès")
    FEDERATION_MANAGE = "federation.manage", _("Ajouter, essayer et approuver les sites moissonnés")
    GRID_EDIT = "grid.edit", _("Faire évoluer la grille d’évaluation")
    SYNTHESIS_EDIT = "synthesis.edit", _("Regrouper les remontées, écrire et signer des constats")
    SYNTHESIS_PUBLISH = "synthesis.publish", _("Envoyer une synthèse aux territoires, puis la publier")
    MANIFESTO_EDIT = "manifesto.edit", _("Écrire le manifeste et faire adopter une version")
    TERRITORY_CREATE = "territory.create", _("Créer ou corriger un territoire")
    CHARTER_EDIT = "charter.edit", _("Publier une version de la charte")
    NETWORK_ROLES_MANAGE = "network_roles.manage", _("Donner et retirer les rôles du réseau")
