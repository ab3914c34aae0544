"""The controlled vocabularies of a concertation; values are those of the open data, labels are what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commun.core.themes import Theme as Theme


class PledgeState(models.TextChoices):
    INTENTION = "intention", _("A annoncé son engagement")
    SIGNED = "signe", _("A signé la charte")
    WITHDRAWN = "retire", _("S’est retiré")


class Party(models.TextChoices):
    """Who makes a commitment of the charter."""

    TERRITORY = "territoire", _("Le territoire")
    NETWORK = "reseau", _("Le réseau")


class Phase(models.TextChoices):
    BEFORE = "avant", _("Avant la concertation")
    DURING = "pendant", _("Pendant la concertation")
    AFTER = "apres", _("À l’issue de la concertation")
    NETWORK = "reseau", _("Ce que le réseau s’engage à faire")


class CommitmentState(models.TextChoices):
    TAKEN = "pris", _("Pris")
    PROVEN = "prouve", _("Prouvé")
    NOT_KEPT = "non_tenu", _("Non tenu")
    NOT_APPLICABLE = "sans_objet", _("Sans objet")


class State(models.TextChoices):
    """The life cycle of a concertation, in its order (DOMAIN 5.5)."""

    INTENTION = "intention", _("Intention")
    CHARTER_SIGNED = "charte_signee", _("Charte signée")
    PREPARATION = "preparation", _("Préparation")
    UNDER_WAY = "en_cours", _("En cours")
    RESTITUTION = "restitution", _("Restitution")
    ANSWER_DUE = "reponse_due", _("Réponse attendue")
    ANSWER_PUBLISHED = "reponse_publiee", _("Réponse publiée")
    FOLLOW_UP = "suivi", _("Suivi des promesses")
    CLOSED = "close", _("Close")
    INTERRUPTED = "interrompue", _("Interrompue")


# The answer is owed from the restitution on: the public clock runs in these states (`models.owes_an_answer`).
CLOCK_STATES = frozenset({State.RESTITUTION, State.ANSWER_DUE})


class Audience(models.TextChoices):
    USERS = "usagers_du_service_public", _("Usagers du service public")
    AGENTS = "agents", _("Agents")
    INTERMEDIARIES = "corps_intermediaires", _("Corps intermédiaires")
    ELECTED = "elus", _("Élus")
    ECONOMIC = "acteurs_economiques", _("Acteurs économiques")
    ACADEMIC = "acteurs_academiques", _("Acteurs académiques")
    ASSOCIATIONS = "acteurs_associatifs", _("Acteurs associatifs")


class Objective(models.TextChoices):
    SOCIAL = "social", _("Social : créer du lien et de la confiance")
    DEMOCRATIC = "democratique", _("Démocratique : éclairer et rendre transparente la décision")
    USES = "developpement_centre_usages", _("Centré sur les usages : concevoir le service avec ceux qui s’en servent")


class ParticipationLevel(models.TextChoices):
    INFORMATION = "information", _("Information")
    CONSULTATION = "consultation", _("Consultation")
    CONCERTATION = "concertation", _("Concertation")
    CODECISION = "codecision", _("Codécision")


class Recruitment(models.TextChoices):
    SORTITION = "tirage_au_sort", _("Tirage au sort")
    TARGETED = "recrutement_cible", _("Recrutement ciblé")
    OPEN_CALL = "appel_a_manifestation", _("Appel à manifestation")
    OTHER = "autre", _("Autre")


class Facilitation(models.TextChoices):
    ISSUE_MAP = "cartographie_des_enjeux", _("Cartographie des enjeux")
    FUTURES = "futur_souhaitable_non_souhaitable", _("Futur souhaitable ou non souhaitable")
    WRITING = "ecriture_participative", _("Écriture participative")
    OTHER = "autre", _("Autre")


class Restitution(models.TextChoices):
    REPORT = "rapport", _("Rapport")
    OPINION = "avis", _("Avis")
    CHARTER = "charte", _("Charte")
    PLENARY = "pleniere", _("Plénière")
    OTHER = "autre", _("Autre")


class SupportScope(models.TextChoices):
    """What an assistant (AMO) was hired for."""

    FRAMING = "cadrage", _("Cadrage")
    FACILITATION = "animation", _("Animation")


class CountMethod(models.TextChoices):
    PEOPLE = "uniques", _("Personnes différentes")
    ATTENDANCES = "presences", _("Présences cumulées")


class FollowUpPledge(models.TextChoices):
    """Whether the territory owes a follow-up (droit de suite)."""

    YES = "oui", _("Oui")
    NO = "non", _("Non")
    DISCUSSED = "en_discussion", _("En discussion")


class TakeawayKind(models.TextChoices):
    VIGILANCE = "vigilance", _("Point de vigilance")
    OBSTACLE = "frein", _("Frein")
    OPPORTUNITY = "opportunite", _("Opportunité")
    PROPOSITION = "proposition", _("Proposition")


class VigilanceKind(models.TextChoices):
    DIFFICULTY = "difficulte", _("Difficulté rencontrée")
    QUESTION = "interrogation", _("Interrogation")
    ALERT = "alerte", _("Alerte")


class BearsOn(models.TextChoices):
    """Whom a frein or an opportunité concerns (the "diagnostics" of the canevas)."""

    TERRITORY = "territoire", _("Pour le territoire")
    ACTORS = "acteurs", _("Pour les acteurs")


class Recipient(models.TextChoices):
    TERRITORY = "collectivite", _("La collectivité")
    STATE = "etat", _("L’État")
    NETWORK = "reseau", _("Le réseau des collectivités")
    OTHER = "autre", _("Un autre acteur")


class Support(models.TextChoices):
    CONSENSUS = "consensus", _("Consensus")
    MAJORITY = "majorite", _("Majorité")
    DISSENSUS = "dissensus", _("Dissensus")


class Decision(models.TextChoices):
    """What the territory answers to one proposition."""

    RETAINED = "retenue", _("Retenue")
    PARTLY_RETAINED = "partiellement_retenue", _("Partiellement retenue")
    NOT_RETAINED = "non_retenue", _("Non retenue")
    NOT_OURS = "hors_competence", _("Hors compétence")
    ALREADY_DONE = "deja_en_oeuvre", _("Déjà en œuvre")
    UNDER_STUDY = "a_l_etude", _("À l’étude")


# A reason is compulsory for every answer but these two.
DECISIONS_WITHOUT_REASON = frozenset({Decision.RETAINED, Decision.UNDER_STUDY})
# "À l'étude" is a holding answer: it does not stop the public clock nor count as the answer that was promised.
FINAL_DECISIONS = frozenset(Decision) - {Decision.UNDER_STUDY}
# Those from which an action may be promised: the territory does it, in part or already.
RETAINING_DECISIONS = frozenset({Decision.RETAINED, Decision.PARTLY_RETAINED, Decision.ALREADY_DONE})


class FollowUpState(models.TextChoices):
    """The state of a promised action; "en retard" is never stored: the calendar tells it."""

    ANNOUNCED = "annonce", _("Annoncé")
    PLANNED = "planifie", _("Planifié")
    UNDER_WAY = "en_cours", _("En cours")
    DONE = "realise", _("Réalisé")
    CHANGED = "modifie", _("Modifié")
    ABANDONED = "abandonne", _("Abandonné")


FOLLOW_UP_STATES_WITH_REASON = frozenset({FollowUpState.CHANGED, FollowUpState.ABANDONED})
# What lets a concertation be closed (DOMAIN 5.5): done, or changed or abandoned with its reason.
SETTLED_FOLLOW_UP_STATES = frozenset({FollowUpState.DONE, FollowUpState.CHANGED, FollowUpState.ABANDONED})


class Rating(models.TextChoices):
    """The participants' own view of an answer."""

    SUFFICIENT = "suffisant", _("La réponse nous paraît suffisante")
    PARTIAL = "partiel", _("La réponse nous paraît partielle")
    INSUFFICIENT = "insuffisant", _("La réponse nous paraît insuffisante")


class Moderation(models.TextChoices):
    PENDING = "en_attente", _("En attente de relecture")
    PUBLISHED = "publie", _("Publié")
    REFUSED = "refuse", _("Refusé")


class DocumentKind(models.TextChoices):
    REPORT = "rapport", _("Rapport ou avis")
    MINUTES = "compte_rendu", _("Compte rendu de séance")
    PRESENTATION = "presentation", _("Présentation")
    PRESS = "presse", _("Communication ou presse")
    DATA = "donnees", _("Données")
    PROOF = "preuve", _("Preuve d’une promesse tenue")
    OTHER = "autre", _("Autre document")


class Licence(models.TextChoices):
    LO2 = "lov2", _("Licence Ouverte 2.0")
    CC_BY = "cc-by", _("CC BY 4.0")
    CC_BY_SA = "cc-by-sa", _("CC BY-SA 4.0")
    UNKNOWN = "non_renseignee", _("Non renseignée")


class ReminderKind(models.TextChoices):
    """Mails that the public clock sends to the référent."""

    BEFORE = "j-30", _("Trente jours avant la date promise")
    DUE = "j", _("Le jour promis")
    AFTER = "j+30", _("Trente jours après la date promise")
    QUARTERLY = "trimestre", _("Point trimestriel sur les promesses")
