"""Three thousand sentences of thirty territories, as people say them: fifty things in sixty ways, with twins."""

import itertools

from commun.concertations.models import Concertation
from tests.syntheses.worlds import debate
from tests.territories.factories import TerritoryFactory

OPENINGS = (
    "Il faudrait",
    "Nous demandons de",
    "Le groupe propose de",
    "La collectivité devrait",
    "On attend de la mairie de",
    "Chacun souhaite",
)
ENDINGS = (
    "avant la fin de l’année",
    "dans chaque quartier",
    "sans dépense nouvelle",
    "avec les habitants",
    "et d’en rendre compte chaque année",
    "en commençant par les plus éloignés du numérique",
    "comme le font d’autres villes",
    "même si cela prend du temps",
    "après un vrai débat au conseil municipal",
    "pour que la confiance revienne",
)
SUBJECTS = (
    "publier la liste des algorithmes utilisés par les services",
    "signaler quand une machine répond à la place d’un agent",
    "garder un guichet humain dans chaque mairie annexe",
    "former les agents d’accueil à l’intelligence artificielle",
    "mesurer la consommation électrique des serveurs",
    "héberger les données de santé en France",
    "interdire la reconnaissance faciale dans les écoles",
    "tester les caméras avec un comité de citoyens",
    "vérifier les biais des logiciels de recrutement",
    "expliquer chaque refus de place en crèche",
    "ouvrir un recours simple contre une décision automatisée",
    "réparer les fuites d’eau repérées par les capteurs",
    "éclairer les rues seulement quand quelqu’un passe",
    "trier les déchets avec l’aide d’une caméra embarquée",
    "adapter les horaires des bus à la fréquentation",
    "prévoir les inondations avec les relevés de la rivière",
    "traduire les courriers de la mairie en plusieurs langues",
    "lire à voix haute les documents pour les personnes aveugles",
    "accompagner les personnes âgées devant un formulaire en ligne",
    "apprendre aux collégiens comment fonctionne un chatbot",
    "prêter des ordinateurs aux familles qui n’en ont pas",
    "consulter les syndicats avant chaque nouvel outil",
    "protéger les emplois administratifs menacés",
    "refuser les logiciels dont le code est secret",
    "choisir des logiciels libres pour les services publics",
    "mutualiser les achats entre les communes du département",
    "limiter la collecte de données personnelles aux seuls besoins",
    "effacer les enregistrements vidéo après quelques jours",
    "nommer une élue responsable de l’éthique du numérique",
    "réunir un jury citoyen sur l’usage des drones",
    "évaluer chaque outil un an après sa mise en service",
    "arrêter les projets qui ne servent à personne",
    "soutenir les artistes dont les œuvres nourrissent les machines",
    "aider les petites entreprises à comprendre l’IA",
    "chauffer la piscine avec la chaleur d’un centre de données",
    "planter des arbres là où il fait le plus chaud",
    "surveiller la qualité de l’air devant les écoles",
    "optimiser les tournées de déneigement",
    "détecter les nids-de-poule depuis les bennes",
    "aider les pompiers à repérer les départs de feu",
    "réserver les logements sociaux selon des critères publics",
    "contrôler les aides sociales sans soupçonner les pauvres",
    "rédiger les comptes rendus de réunion avec un assistant",
    "résumer les contributions d’une enquête publique",
    "numériser les archives municipales",
    "guider les visiteurs du musée avec une application",
    "proposer des menus de cantine avec moins de gaspillage",
    "prévenir les cyberattaques contre l’hôpital",
    "informer les parents des outils utilisés en classe",
    "partager les données ouvertes avec les associations",
)


def crowd(*, territories: int = 30, each: int = 100) -> list[Concertation]:
    """`territories` debates of `each` takeaways. Deterministic."""
    said = itertools.cycle(
        f"{opening} {subject} {ending}." for ending, opening, subject in itertools.product(ENDINGS, OPENINGS, SUBJECTS)
    )
    return [
        debate(
            takeaways=each,
            territory=TerritoryFactory(name=f"Bourg-d’Essai {number}", short_name=""),
            title=f"L’IA à Bourg-d’Essai {number}",
            sentences=tuple(itertools.islice(said, each)),
            is_numbered=False,
        )
        for number in range(1, territories + 1)
    ]
