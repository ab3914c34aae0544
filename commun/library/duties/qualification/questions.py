"""What is asked, and what an answer says: a fact is true, false, or unknown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

Text = str | Promise
Fact: TypeAlias = tuple[str, str]
"""A question and one of its answers: ("technique", "regles") is true, false or unknown."""

YES, NO, NONE, UNKNOWN = "oui", "non", "aucun", "inconnu"


@dataclass(frozen=True)
class Question:
    """`many`: several answers may be true together; then « aucun » says that all of them are false."""

    name: str
    label: Text
    choices: tuple[tuple[str, Text], ...]
    help: Text = ""
    many: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        """The answers that say something of the use itself."""
        return tuple(value for value, _label in self.choices if value not in (NONE, UNKNOWN))


@dataclass(frozen=True)
class Group:
    title: Text
    questions: tuple[Question, ...]


_CANNOT_SAY = (UNKNOWN, t("Je ne sais pas"))


def _yes_no(name: str, label: Text, help: Text = "") -> Question:
    return Question(name, label, ((YES, t("Oui")), (NO, t("Non")), _CANNOT_SAY), help)


GROUPS: tuple[Group, ...] = (
    Group(
        t("Le système"),
        (
            Question(
                "technique",
                t("Comment le système arrive-t-il à son résultat ?"),
                (
                    (
                        "regles",
                        t("Il applique des règles écrites par des personnes : grille de points, formule, tableur"),
                    ),
                    ("statistique", t("Par un calcul statistique : moyenne, tendance, seuil tiré de données passées")),
                    ("apprentissage", t("Il a appris à partir d’exemples : reconnaissance d’images, prévision, tri")),
                    ("generatif", t("Il produit du texte, une voix ou des images")),
                    ("sans_objet", t("Aucun calcul : c’est une charte, une formation, un stockage")),
                    _CANNOT_SAY,
                ),
                t("Une grille sur papier compte autant qu’un logiciel."),
            ),
            Question(
                "echanges",
                t("S’adresse-t-il à des personnes ?"),
                (
                    ("parle", t("Il leur parle ou leur écrit : agent conversationnel, serveur vocal")),
                    ("publie", t("Il produit des textes ou des images que la collectivité publie")),
                    (NONE, t("Ni l’un ni l’autre")),
                    _CANNOT_SAY,
                ),
                many=True,
            ),
            _yes_no(
                "relecture",
                t("Une personne relit-elle tout ce qu’il publie, et la collectivité en répond-elle ?"),
                t("Répondez « oui » s’il ne publie rien."),
            ),
        ),
    ),
    Group(
        t("La décision"),
        (
            _yes_no(
                "decision",
                t("Son résultat sert-il à décider pour une personne ou une entreprise précise ?"),
                t("Une place en crèche, une aide, un tarif, une amende, un recrutement, un permis."),
            ),
            Question(
                "automatisation",
                t("Qui décide ?"),
                (
                    ("entierement_automatisee", t("La décision part sans qu’une personne l’examine")),
                    ("assistee", t("Un agent valide chaque décision")),
                    ("aide_a_la_decision", t("Un agent décide, parfois avec ce résultat")),
                    ("sans_decision_individuelle", t("Il n’y a pas de décision sur une personne")),
                    _CANNOT_SAY,
                ),
                t("Valider sans vérifier n’est pas examiner."),
            ),
            _yes_no(
                "principal",
                t("Beaucoup de personnes sont-elles concernées, ou les effets sont-ils importants pour elles ?"),
            ),
            _yes_no(
                "secret",
                t("Dire ses règles ferait-il échouer un contrôle, ou toucherait-il à un secret protégé ?"),
                t("Recherche de fraudes ou d’infractions, sécurité des personnes ou des systèmes informatiques."),
            ),
        ),
    ),
    Group(
        t("La collectivité"),
        (
            _yes_no("agents", t("Emploie-t-elle plus de 50 agents, en équivalents temps plein ?")),
            _yes_no("habitants", t("Compte-t-elle plus de 3 500 habitants ?")),
        ),
    ),
    Group(
        t("Le domaine"),
        (
            Question(
                "domaines",
                t("À quoi sert-il ?"),
                (
                    ("1", t("Reconnaître ou classer des personnes par leur corps, leur visage, leur voix")),
                    (
                        "2",
                        t("Assurer la sécurité de l’eau, du gaz, du chauffage, de l’électricité ou du trafic routier"),
                    ),
                    ("3", t("Décider de l’accès à une école ou à une formation, ou noter des élèves")),
                    ("4", t("Recruter, évaluer, promouvoir ou affecter des agents")),
                    ("5a", t("Décider du droit à une aide ou à un service essentiel : RSA, APA, FSL, logement")),
                    ("5d", t("Trier des appels d’urgence ou envoyer des secours")),
                    ("6", t("Aider à réprimer des infractions")),
                    ("8b", t("Influencer un vote")),
                    (NONE, t("Rien de cela")),
                    _CANNOT_SAY,
                ),
                t("Repérer une fuite pour programmer des travaux n’est pas assurer la sécurité du réseau."),
                many=True,
            ),
            Question(
                "influence",
                t("Quel poids son résultat a-t-il ?"),
                (
                    ("pese", t("Il oriente réellement la décision : score, classement, alerte")),
                    ("preparatoire", t("Il prépare seulement : mise en forme, recherche, contrôle après coup")),
                    _CANNOT_SAY,
                ),
            ),
            _yes_no(
                "profilage",
                t("Évalue-t-il des personnes à partir de leurs données ?"),
                t("Leur situation, leur fiabilité, leur comportement, leurs goûts, leurs déplacements."),
            ),
        ),
    ),
    Group(
        t("Les données et l’espace public"),
        (
            _yes_no(
                "donnees_personnelles", t("Traite-t-il des données sur des personnes ?"), t("Même pseudonymisées.")
            ),
            _yes_no(
                "sensibles",
                t("Certaines sont-elles sensibles ?"),
                t("Santé, handicap, origine, religion, opinions, syndicat, biométrie."),
            ),
            _yes_no(
                "echelle",
                t("Sont-elles nombreuses, ou portent-elles sur des personnes vulnérables ?"),
                t("Enfants, personnes âgées, bénéficiaires d’aides, agents."),
            ),
            Question(
                "pratiques",
                t("Le système fait-il l’une de ces choses ?"),
                (
                    ("espace_public", t("Analyser des images ou des sons de l’espace public")),
                    ("infractions", t("Repérer des infractions : dépôts sauvages, stationnement, incivilités")),
                    ("agents_observes", t("Observer ou mesurer le travail d’agents")),
                    ("visages", t("Identifier des personnes par leur visage, leur voix, leur démarche")),
                    ("emotions", t("Déduire des émotions")),
                    (
                        "notation",
                        t("Noter des personnes selon leur conduite, avec des suites ailleurs que dans ce domaine"),
                    ),
                    ("manipulation", t("Pousser à agir en profitant d’une faiblesse : âge, handicap, pauvreté")),
                    (NONE, t("Rien de cela")),
                    _CANNOT_SAY,
                ),
                many=True,
            ),
        ),
    ),
)

QUESTIONS: dict[str, Question] = {one.name: one for group in GROUPS for one in group.questions}


class Answers:
    """What was answered. Nothing, or « je ne sais pas », leaves a fact unknown; it is never taken for a « non »."""

    def __init__(self, given: Mapping[str, Iterable[str]]) -> None:
        self._given: dict[str, frozenset[str]] = {}
        for name, question in QUESTIONS.items():
            known = frozenset(given.get(name, ())) & {value for value, _label in question.choices}
            if known:
                self._given[name] = known

    def get(self, fact: Fact) -> bool | None:
        """True, false, or None: one cannot say."""
        name, value = fact
        question, given = QUESTIONS[name], self._given.get(name, frozenset())
        if value in given:
            return True
        if not given or UNKNOWN in given:
            return None
        return False if question.many or given & set(question.values) else None

    def chosen(self, name: str) -> frozenset[str]:
        return self._given.get(name, frozenset())

    @property
    def is_empty(self) -> bool:
        return not any(given - {UNKNOWN} for given in self._given.values())

    def in_words(self, name: str) -> str:
        """« Question : réponse », as a conclusion quotes it."""
        question, given = QUESTIONS[name], self._given.get(name, frozenset())
        labels = [str(label) for value, label in question.choices if value in given]
        return _("%(question)s %(answer)s") % {
            "question": question.label,
            "answer": " ; ".join(labels) if labels else _("Sans réponse"),
        }

    def pairs(self) -> list[tuple[str, str]]:
        """For the query of an address, in the order of the questions."""
        return [(name, value) for name in QUESTIONS for value in sorted(self._given.get(name, ()))]
