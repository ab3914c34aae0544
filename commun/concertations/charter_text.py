"""The wording of the first version of the charter: ours, in short sentences, for the meaning of the call of 2024.

Source of the meaning: the call to local governments of 18 September 2024 (seeds/003, DOMAIN 5.3). Once a version is
published its wording never changes: a correction is a new version, published from the workspace of the network.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from commun.concertations.enums import Party, Phase


@dataclass(frozen=True)
class CommitmentText:
    """One commitment as it is written: `code` is its stable mark ("A1"), `proof` what one may ask to see."""

    code: str
    phase: Phase
    text: str
    proof: str

    @property
    def party(self) -> Party:
        return Party.NETWORK if self.phase == Phase.NETWORK else Party.TERRITORY


@dataclass(frozen=True)
class CharterText:
    """A whole version of the charter, ready to be loaded."""

    number: str
    title: str
    introduction: str
    published_on: datetime.date
    source: str
    commitments: Sequence[CommitmentText]


CHARTER_1 = CharterText(
    number="1",
    title="Charte des concertations territoriales de l’IA",
    introduction=(
        "Avant de généraliser un usage de l’intelligence artificielle, un territoire en débat avec celles et ceux "
        "que cet usage concerne. Il dit ce qu’il fera de leurs propositions, puis il le fait, et il en rend compte.\n\n"
        "Cette concertation prépare la décision ; elle ne la prend pas. La décision reste à celles et ceux qui en "
        "répondent devant la loi."
    ),
    published_on=datetime.date(2024, 9, 18),
    source=(
        "Appel aux collectivités pour la conduite et la mise en commun des concertations territoriales de l’IA et des "
        "algorithmes, commission numérique des Interconnectés, de France urbaine et d’Intercommunalités de France, "
        "18 septembre 2024"
    ),
    commitments=(
        CommitmentText(
            "A1",
            Phase.BEFORE,
            "Nous facilitons le débat, nous ne le dirigeons pas : nous disons franchement notre position et nous "
            "acceptons que le savoir sur les usages soit aussi hors de nos services.",
            "Un texte public (délibération, lettre, discours) qui dit la place de la collectivité dans le débat.",
        ),
        CommitmentText(
            "A2",
            Phase.BEFORE,
            "Nous préparons la participation : des méthodes d’animation, des personnes pour les conduire et un "
            "calendrier qui s’inscrit dans la durée.",
            "Le déroulé des séances et le nom de la structure qui les anime.",
        ),
        CommitmentText(
            "A3",
            Phase.BEFORE,
            "Nous choisissons et nous annonçons le sujet du débat et l’angle sous lequel nous l’abordons.",
            "La consigne et les angles, publiés dans la fiche avant la première séance.",
        ),
        CommitmentText(
            "A4",
            Phase.BEFORE,
            "Nous nommons les publics concernés, corps intermédiaires compris : usagers, agents, enseignants, "
            "soignants, associations, entreprises, universitaires.",
            "La liste des publics associés, publiée dans la fiche.",
        ),
        CommitmentText(
            "A5",
            Phase.BEFORE,
            "Nous recrutons de façon représentative et nous restons neutres : chaque personne contribue sur un pied "
            "d’égalité.",
            "La méthode de recrutement ; s’il y a tirage au sort, sa base, ses critères et ses nombres.",
        ),
        CommitmentText(
            "P1",
            Phase.DURING,
            "Nous annonçons les objectifs attendus, la méthode d’animation et la façon dont les décisions seront "
            "tranchées.",
            "La règle d’arbitrage, publiée dans la fiche avant l’ouverture du débat.",
        ),
        CommitmentText(
            "P2",
            Phase.DURING,
            "Nous disons aux participants ce que leurs propositions pourront changer au projet.",
            "Le document remis ou lu aux participants à la première séance.",
        ),
        CommitmentText(
            "P3",
            Phase.DURING,
            "Nous donnons à chacun les moyens de contribuer sincèrement : du temps, une information claire, l’accès à "
            "des personnes qui savent.",
            "Les supports fournis, les intervenants invités, l’accessibilité et l’indemnisation prévues.",
        ),
        CommitmentText(
            "P4",
            Phase.DURING,
            "Nous décrivons notre méthode et nous la laissons lire à toute personne extérieure qui le souhaite.",
            "La description de la méthode, publiée dans la fiche ou dans un document ouvert.",
        ),
        CommitmentText(
            "R1",
            Phase.AFTER,
            "Nous apportons une réponse politique aux participants, proposition par proposition : ce que nous "
            "retenons, ou pourquoi nous en rejetons une partie ou la totalité.",
            "La réponse publiée à chaque proposition, avec son motif.",
        ),
        CommitmentText(
            "R2",
            Phase.AFTER,
            "Dès la restitution, nous fixons le droit de suite : qui rendra compte de ce qui est fait, comment et "
            "quand.",
            "Les modalités du droit de suite, la date de réponse promise et la fonction qui en répond.",
        ),
        CommitmentText(
            "R3",
            Phase.AFTER,
            "Nous remplissons le canevas commun et nous publions ce que le débat a produit, dans un format ouvert.",
            "La fiche complète et ses documents, avec leur licence.",
        ),
        CommitmentText(
            "N1",
            Phase.NETWORK,
            "La commission numérique du réseau analyse les résultats que les territoires lui communiquent et en tient "
            "compte.",
            "Des constats qui citent les remontées sur lesquelles ils reposent.",
        ),
        CommitmentText(
            "N2",
            Phase.NETWORK,
            "Le réseau rend ces résultats publics, dans un format ouvert.",
            "Les jeux de données, téléchargeables et documentés.",
        ),
        CommitmentText(
            "N3",
            Phase.NETWORK,
            "Avant toute prise de position commune, le réseau en restitue les éléments aux territoires qui ont "
            "contribué, et à eux d’abord.",
            "La date et la trace de cette restitution.",
        ),
        CommitmentText(
            "N4",
            Phase.NETWORK,
            "Le réseau demande à ces territoires s’ils soutiennent la position commune.",
            "La liste des territoires sollicités et de ceux qui la soutiennent.",
        ),
    ),
)
