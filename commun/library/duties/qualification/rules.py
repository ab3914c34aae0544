"""The table of conclusions: each a rule, what it means when it is so, when it is not, and the articles it rests on."""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from commun.library import law
from commun.library.duties.qualification.logic import Finding, Rule, all_of, any_of, at_most_unknown, fact, opposite
from commun.library.duties.qualification.questions import QUESTIONS, Answers
from commun.library.enums import AnnexPoint, RiskClass

Text = str | Promise


class Weight(Enum):
    """What a « oui » is: a danger to stop at, a duty, or a piece of information."""

    WARNING = "alerte"
    DUTY = "devoir"
    FACT = "constat"


@dataclass(frozen=True)
class Conclusion:
    """`yes`, `no`: what follows; the third case is always « on ne peut conclure », with the questions to answer."""

    name: str
    title: Text
    rule: Rule
    yes: Text
    no: Text
    articles: tuple[str, ...]
    weight: Weight = Weight.FACT


@dataclass(frozen=True)
class Outcome:
    """A conclusion for given answers: `because` quotes those that led there, or the questions left open."""

    conclusion: Conclusion
    value: bool | None
    because: tuple[str, ...]
    articles: tuple[law.Article, ...]

    @property
    def text(self) -> str:
        if self.value is None:
            return _("On ne peut conclure : il manque une réponse, ou les sources ne s’accordent pas.")
        return str(self.conclusion.yes if self.value else self.conclusion.no)

    @property
    def sureness(self) -> law.Sureness | None:
        """That of the least sure article it rests on; None when it rests on the answers alone."""
        order = list(law.Sureness)
        found = [one.reading.sureness for one in self.articles]
        return max(found, key=order.index) if found else None


# Facts that several conclusions rest on.
_algorithm = any_of(*(fact("technique", value) for value in ("regles", "statistique", "apprentissage", "generatif")))
_learns = any_of(fact("technique", "apprentissage"), fact("technique", "generatif"))


def _ai(answers: Answers) -> Finding:
    """Learning and generative systems are AI in the sense of the regulation; written rules are not; of statistics, the
    regulation does not let one conclude from a questionnaire."""
    if answers.get(("technique", "statistique")):
        return Finding(None, ("technique",))
    return _learns(answers)


_decides = fact("decision")
_open = opposite(fact("secret"))
_full = fact("automatisation", "entierement_automatisee")
_domain = any_of(*(fact("domaines", point.value) for point in AnnexPoint))
_weighs = any_of(fact("influence", "pese"), fact("profilage"))
_mention = all_of(_algorithm, _decides, _open)
_annex = all_of(_ai, _domain)
_high = all_of(_annex, _weighs)
_personal = fact("donnees_personnelles")
_practice = {name: fact("pratiques", name) for name in QUESTIONS["pratiques"].values}
_forbidden = any_of(*(_practice[name] for name in ("emotions", "notation", "manipulation", "visages")))

CONCLUSIONS: tuple[Conclusion, ...] = (
    Conclusion(
        "interdite",
        t("Une pratique peut-être interdite"),
        all_of(_ai, _forbidden),
        t(
            "Arrêtez-vous là avant tout usage. Noter les personnes, profiter d’une faiblesse, déduire des émotions au "
            "travail ou à l’école, identifier à distance dans l’espace public : l’article 5 interdit tout ou partie de "
            "ces pratiques. Faites-le trancher par votre DPO et votre service juridique."
        ),
        t("Vos réponses n’évoquent aucune des pratiques que vise l’article 5."),
        ("ria-5",),
        Weight.WARNING,
    ),
    Conclusion(
        "algorithme",
        t("C’est un algorithme au sens du code"),
        _algorithm,
        t("Un ensemble de règles qui produit un résultat : une grille de points ou un tableur suffisent, sans IA."),
        t("Il n’y a pas de calcul : les devoirs sur les algorithmes ne s’appliquent pas."),
        ("crpa-l311-3-1",),
    ),
    Conclusion(
        "ia",
        t("C’est de l’IA au sens du règlement européen"),
        _ai,
        t("Le système apprend ou produit des contenus : le règlement européen s’applique à lui."),
        t("Des règles écrites par des personnes ne sont pas de l’IA au sens du règlement ; le code, lui, s’applique."),
        ("ria-4",),
    ),
    Conclusion(
        "decision",
        t("Il contribue à des décisions individuelles"),
        all_of(_algorithm, _decides),
        t("Des personnes ou des entreprises précises reçoivent une décision qu’il aide à prendre, ou qu’il prend."),
        t("Il ne fonde pas de décision sur une personne ou une entreprise précise."),
        ("crpa-l311-3-1",),
    ),
    Conclusion(
        "mention",
        t("La mention explicite est obligatoire"),
        _mention,
        t(
            "Chaque décision doit dire qu’un algorithme y a contribué, pour quoi, et comment obtenir "
            "ses règles. Il n’y "
            "a pas de seuil de taille. La personne qui le demande reçoit une explication en quatre points."
        ),
        t("La mention n’est pas due : pas de décision individuelle, ou un secret protégé."),
        ("crpa-l311-3-1", "crpa-r311-3-1-1", "crpa-r311-3-1-2"),
        Weight.DUTY,
    ),
    Conclusion(
        "nullite",
        t("Sans mention, la décision est nulle"),
        all_of(_mention, _full),
        t(
            "La décision est entièrement automatisée : sans mention explicite, elle est nulle depuis "
            "le 1er juillet 2020."
        ),
        t("La nullité automatique ne vise que les décisions entièrement automatisées ; la mention peut rester due."),
        ("loi-78-17-47",),
        Weight.WARNING,
    ),
    Conclusion(
        "inventaire",
        t("Il doit figurer dans l’inventaire publié"),
        all_of(_algorithm, _decides, fact("principal"), _open, fact("agents"), at_most_unknown(fact("habitants"))),
        t("Ses règles se publient en ligne : c’est un des « principaux traitements » de la collectivité."),
        t("La loi ne l’impose pas. Le publier reste possible, et utile."),
        ("crpa-l312-1-3",),
        Weight.DUTY,
    ),
    Conclusion(
        "annexe",
        t("Il relève d’un domaine de l’annexe III"),
        _annex,
        t("Le domaine que vous avez coché est l’un de ceux que le règlement regarde de près."),
        t("Aucun domaine de l’annexe III parmi ceux qu’une collectivité rencontre."),
        ("ria-6-3",),
    ),
    Conclusion(
        "haut_risque",
        t("Il est à haut risque"),
        _high,
        t(
            "Contrôle humain, journaux, information des agents et des personnes, enregistrement européen, droit à une "
            "explication : les devoirs du déployeur s’appliquent, à la date du calendrier."
        ),
        t(
            "Vos réponses ne mènent pas au haut risque. Si le domaine est celui de l’annexe III, cela"
            " se motive par écrit."
        ),
        ("ria-6-3", "ria-26", "ria-49", "ria-86"),
        Weight.WARNING,
    ),
    Conclusion(
        "exemption",
        t("L’exemption doit être motivée"),
        all_of(_annex, fact("influence", "preparatoire"), opposite(fact("profilage"))),
        t("Dans un domaine de l’annexe III, ne pas être à haut risque se motive par écrit, avant l’usage."),
        t("Il n’y a pas d’exemption à motiver."),
        ("ria-6-3",),
        Weight.DUTY,
    ),
    Conclusion(
        "droits_fondamentaux",
        t("Une analyse d’impact sur les droits fondamentaux est due"),
        all_of(
            _high,
            any_of(*(fact("domaines", point.value) for point in AnnexPoint if point != AnnexPoint.INFRASTRUCTURE)),
        ),
        t("Avant la première utilisation, et mise à jour ensuite : six points, que la fiche aide à remplir."),
        t("Elle n’est pas due : pas de haut risque, ou le seul point 2 de l’annexe III, qui en est dispensé."),
        ("ria-27",),
        Weight.DUTY,
    ),
    Conclusion(
        "transparence",
        t("Il faut dire que c’est une IA"),
        all_of(
            _ai,
            any_of(
                fact("echanges", "parle"),
                all_of(fact("echanges", "publie"), opposite(fact("relecture"))),
                _practice["emotions"],
            ),
        ),
        t("Les personnes doivent savoir qu’elles ont affaire à une IA, au plus tard au premier échange."),
        t("L’article 50 ne semble pas jouer ici : rien ne s’adresse aux personnes, ou tout est relu par quelqu’un."),
        ("ria-50",),
        Weight.DUTY,
    ),
    Conclusion(
        "aipd",
        t("Une analyse d’impact sur les données est vraisemblable"),
        all_of(
            _personal,
            any_of(
                fact("sensibles"),
                fact("echelle"),
                fact("profilage"),
                all_of(_decides, _full),
                _practice["visages"],
                _practice["espace_public"],
                _practice["agents_observes"],
            ),
        ),
        t(
            "Données personnelles et risque pour les personnes : demandez à votre DPO si elle est "
            "due. Le plus souvent, oui."
        ),
        t("Rien n’y mène d’après vos réponses ; votre DPO peut en juger autrement."),
        ("rgpd-35", "rgpd-36"),
        Weight.DUTY,
    ),
    Conclusion(
        "rgpd_22",
        t("Une décision entièrement automatisée sur une personne"),
        all_of(_personal, _decides, _full),
        t("Le RGPD ne l’admet que par exception, avec le droit de faire intervenir quelqu’un et de contester."),
        t("Vos réponses n’évoquent pas une telle décision."),
        ("rgpd-22",),
        Weight.WARNING,
    ),
    Conclusion(
        "cnil_cameras",
        t("Caméras « augmentées » dans l’espace public"),
        all_of(_practice["espace_public"], any_of(_learns, _practice["infractions"])),
        t(
            "La CNIL s’y est opposée pour repérer des infractions, faute de texte qui l’autorise, dépôts sauvages "
            "compris. Ne lancez rien sans l’avis écrit de votre DPO."
        ),
        t("Vos réponses n’évoquent pas d’analyse automatique de l’espace public."),
        ("cnil-cameras",),
        Weight.WARNING,
    ),
    Conclusion(
        "cnil_agents",
        t("Surveillance d’agents"),
        _practice["agents_observes"],
        t(
            "Les agents et leurs représentants sont informés avant ; une surveillance permanente est "
            "exclue en principe."
        ),
        t("Vos réponses n’évoquent pas de surveillance d’agents."),
        ("cnil-salaries", "ria-26"),
        Weight.WARNING,
    ),
    Conclusion(
        "biometrie",
        t("Biométrie"),
        any_of(_practice["visages"], fact("domaines", AnnexPoint.BIOMETRICS.value)),
        t("Identifier par le corps touche à des données sensibles : interdit sauf exceptions limitatives."),
        t("Vos réponses n’évoquent pas de biométrie."),
        ("rgpd-9", "ria-annexe-3-1"),
        Weight.WARNING,
    ),
    Conclusion(
        "formation",
        t("Les agents doivent savoir s’en servir"),
        _ai,
        t("Qui utilise de l’IA forme les agents qui s’en servent : ce devoir vaut déjà."),
        t("Le devoir de formation du règlement vise les systèmes d’IA."),
        ("ria-4",),
        Weight.DUTY,
    ),
)


def outcomes(answers: Answers) -> list[Outcome]:
    """Every conclusion, in the order of the table."""
    return [_outcome(one, answers) for one in CONCLUSIONS]


def _outcome(conclusion: Conclusion, answers: Answers) -> Outcome:
    found = conclusion.rule(answers)
    named = [*conclusion.articles]
    if conclusion.name in ("annexe", "haut_risque") and found.value:
        named += [f"ria-annexe-3-{point.value}" for point in points(answers)]
    because = tuple(answers.in_words(name) for name in found.because)
    return Outcome(conclusion, found.value, because, tuple(law.articles()[name] for name in named))


def points(answers: Answers) -> list[AnnexPoint]:
    """Those of annex III that were ticked."""
    return [point for point in AnnexPoint if answers.get(("domaines", point.value))]


@dataclass(frozen=True)
class Proposal:
    """What the territory may keep on its sheet; an empty class means that one cannot conclude."""

    risk_class: RiskClass | None
    annex_point: AnnexPoint | None
    reason: str


def proposal(answers: Answers) -> Proposal:
    """The class of risk that the answers settle, never a guess: each lower class needs the higher ones ruled out, and
    each of them a system that is surely AI."""
    value = {one.conclusion.name: one.value for one in outcomes(answers)}
    risk: RiskClass | None = None
    if value["interdite"]:
        risk = RiskClass.UNACCEPTABLE
    elif value["interdite"] is False and value["haut_risque"]:
        risk = RiskClass.HIGH
    elif value["interdite"] is False and value["haut_risque"] is False:
        risk = {True: RiskClass.LIMITED, False: RiskClass.MINIMAL, None: None}[value["transparence"]]
    if not value["ia"]:
        risk = None
    found = points(answers) if value["annexe"] else []
    return Proposal(risk, found[0] if found else None, _reason(answers))


def _reason(answers: Answers) -> str:
    """The answers that settle the class of risk, in words: what the sheet keeps beside it."""
    names = ("interdite", "annexe", "haut_risque", "exemption", "transparence")
    settled = [one for one in outcomes(answers) if one.conclusion.name in names and one.value is not None]
    lines = [f"{one.conclusion.title} : {_('oui') if one.value else _('non')}." for one in settled]
    quoted = dict.fromkeys(words for one in settled for words in one.because)
    return "\n".join([*lines, "", *quoted]).strip()
