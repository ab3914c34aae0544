"""The answer to a person who asks how the algorithm weighed on their case (CRPA R311-3-1-2): four points."""

from django.utils.translation import gettext as _

from commun.library import law
from commun.library.duties.facts import Facts
from commun.library.duties.papers.paper import Paper, Part, note, person, said, text


def make(facts: Facts) -> Paper:
    found = law.articles()
    referral = law.thresholds()["cada_referral"]
    return Paper(
        title=_("Réponse à la personne qui demande des explications"),
        lede=_(
            "Une lettre à compléter pour chaque personne. Ce qui est propre à sa situation est marqué : nous ne"
            " pouvons le remplir."
        ),
        parts=(
            Part(
                _("La demande"),
                (
                    person(_("Destinataire"), _("Nom et adresse de la personne ou de l’entreprise")),
                    person(_("Décision concernée"), _("Objet, date et référence de la décision")),
                    person(_("Demande reçue le"), _("Date : la réponse est due dans le mois qui suit")),
                    text(
                        _(
                            "Vous avez demandé comment un traitement algorithmique a contribué à cette décision, prise "
                            "par %(owner)s. Voici les quatre points que prévoit l’article R311-3-1-2 du code des "
                            "relations entre le public et l’administration, pour « %(title)s »."
                        )
                        % {"owner": facts.territory.name, "title": facts.title}
                    ),
                ),
            ),
            Part(
                _("1. Degré et mode de contribution à la décision"),
                (
                    *said(facts, "automation", "place_in_decision", needed=("automation", "place_in_decision")),
                    *said(facts, "oversight_who", "oversight_step", "oversight_may_overrule"),
                    person(
                        _("Dans votre cas"), _("Qui a décidé, et si le résultat du traitement a été suivi ou écarté")
                    ),
                ),
            ),
            Part(
                _("2. Données traitées et leurs sources"),
                (
                    *said(
                        facts,
                        "data_description",
                        "data_sources",
                        "data_access",
                        needed=("data_description", "data_sources"),
                    ),
                    person(_("Vos données"), _("Les données retenues pour cette personne, et d’où vient chacune")),
                ),
            ),
            Part(
                _("3. Paramètres et pondération, appliqués à votre situation"),
                (
                    *said(facts, "parameters"),
                    person(
                        _("Dans votre situation"),
                        _(
                            "Pour chaque critère : la valeur retenue, son poids, les points obtenus, le total, "
                            "et le rang ou le seuil atteint"
                        ),
                    ),
                ),
            ),
            Part(
                _("4. Opérations effectuées par le traitement"),
                said(facts, "operations", "algorithm_description", needed=("operations",)),
            ),
            Part(
                _("Vos recours"),
                (
                    *said(facts, "objection"),
                    text(
                        _(
                            "Si cette réponse ne vous semble pas complète, vous avez %(months)d mois pour saisir la "
                            "Commission d’accès aux documents administratifs (www.cada.fr)."
                        )
                        % {"months": referral.amount}
                    ),
                    note(
                        _(
                            "Ce qui relève d’un secret protégé par la loi ne se communique pas ; dites-le alors, et "
                            "pourquoi. La réponse doit être intelligible : une formule seule ne suffit pas."
                        )
                    ),
                ),
            ),
        ),
        articles=(found["crpa-r311-3-1-2"], found["crpa-l311-3-1"], found["crpa-l311-5"], found["crpa-r311-13"]),
        facts=facts,
    )
