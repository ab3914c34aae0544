"""The controlled vocabularies of the syntheses; values are those of the open data, labels are what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FindingKind(models.TextChoices):
    FINDING = "constat", _("Constat")
    RECOMMENDATION = "recommandation", _("Recommandation")


class Category(models.TextChoices):
    """What kind of lesson a finding is, in the words of the network's first synthesis (DOMAIN 2.2)."""

    LESSON = "lecon", _("Enseignement")
    FEAR = "crainte", _("Crainte citoyenne")
    RISK = "risque", _("Risque")
    OPPORTUNITY = "opportunite", _("Opportunité")
    LEVER = "levier", _("Levier")


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
    DONE = "terminee", _("Terminé")
    FAILED = "en_echec", _("En échec")


class Origin(models.TextChoices):
    """Who put a sentence where it is: what the machine suggested looks like it until a person moves or signs."""

    MACHINE = "machine", _("Suggéré par la machine")
    PERSON = "personne", _("Décidé par une personne")


class ManifestoState(models.TextChoices):
    """The life of one version of the manifesto: only coordinators read a draft, everyone reads the rest."""

    DRAFT = "projet", _("Projet")
    AMENDMENTS = "amendements", _("Amendements ouverts")
    AMENDED = "amendements_clos", _("Amendements clos")
    VOTE = "vote", _("Soumise aux territoires")
    ADOPTED = "adoptee", _("Adoptée")
    REJECTED = "rejetee", _("Non adoptée")


class VotingRule(models.TextChoices):
    """What carries a text or an amendment; declared with the version, before anyone speaks."""

    MAJORITY = "majorite", _("Majorité des territoires qui disent pour ou contre")
    TWO_THIRDS = "deux_tiers", _("Deux tiers des territoires qui disent pour ou contre")
    CONSENT = "consentement", _("Consentement : aucune objection ne reste")


class Choice(models.TextChoices):
    """What one territory says of a text or of an amendment."""

    FOR = "pour", _("Pour")
    AGAINST = "contre", _("Contre, ou objection")
    ABSTAIN = "abstention", _("S’abstient")


class VoteOutcome(models.TextChoices):
    CARRIED = "retenu", _("Retenu")
    REJECTED = "non_retenu", _("Non retenu")
    NO_QUORUM = "quorum_non_atteint", _("Quorum non atteint")


class VoteStage(models.TextChoices):
    """Which of the two votes of a version: on its amendments, then on the text."""

    AMENDMENTS = "amendements", _("Sur les amendements")
    TEXT = "texte", _("Sur le texte")


class AmendmentKind(models.TextChoices):
    REPLACE = "remplacer", _("Remplacer le paragraphe")
    DELETE = "supprimer", _("Supprimer le paragraphe")
    INSERT = "ajouter", _("Ajouter un paragraphe après")


class CheckTarget(models.TextChoices):
    """What an article of the manifesto is held against."""

    USE = "usage", _("Les usages d’IA de la bibliothèque")
    DEBATE = "concertation", _("Les concertations publiées")


class CheckCondition(models.TextChoices):
    FILLED = "renseigne", _("Le champ est renseigné")
    YES = "oui", _("La réponse est oui")
    NO = "non", _("La réponse est non")
    AMONG = "parmi", _("La réponse est l’une de celles-ci")


class SynthesisState(models.TextChoices):
    """A synthesis goes first to the territories whose words it reads, then to everyone."""

    DRAFT = "brouillon", _("En préparation")
    PREVIEW = "en_avant_premiere", _("Chez les territoires")
    PUBLIC = "publique", _("Publique")


class SynthesisMailKind(models.TextChoices):
    """Mails that a synthesis sends, each once to each référent."""

    OPENED = "ouverture", _("Ouverture de l’avant-première")
    ENDING = "fin", _("Fin prochaine de l’avant-première")
    SUPPORT = "soutien", _("Publication et appel à soutenir")


class Verdict(models.TextChoices):
    """What a public record answers to the question of an article: read from its fields, never judged."""

    YES = "oui", _("Oui")
    NO = "non", _("Non")
    UNKNOWN = "non_renseigne", _("Non renseigné")
    HELD = "reserve", _("Réservé par le territoire")
    NOT_CONCERNED = "sans_objet", _("Sans objet")
