"""The letter by which a person asks for the rules and how they were applied to them."""

from django.utils.translation import gettext as _

from commun.library import law
from commun.library.duties.facts import Facts
from commun.library.duties.papers.paper import Paper, Part, paste, person, text


def make(facts: Facts) -> Paper:
    found = law.articles()
    return Paper(
        title=_("Demander des explications à la collectivité"),
        lede=_(
            "Une décision vous concerne et un algorithme y a contribué ? Cette lettre demande ce que la loi vous doit."
        ),
        parts=(
            Part(
                _("Avant d’écrire"),
                (
                    text(
                        _(
                            "Gardez une copie et la date d’envoi. Sans réponse au bout d’un mois, vous pouvez "
                            "saisir la "
                            "CADA dans les deux mois, gratuitement, sur www.cada.fr."
                        )
                    ),
                    person(_("À compléter"), _("Vos nom et adresse, la décision reçue, sa date et sa référence")),
                ),
            ),
            Part(_("La lettre"), (paste(_letter(facts)),)),
        ),
        articles=(found["crpa-l311-3-1"], found["crpa-r311-3-1-2"], found["crpa-r311-13"]),
        facts=facts,
    )


def _letter(facts: Facts) -> str:
    return "\n\n".join(
        (
            _("À : %(owner)s") % {"owner": ", ".join(filter(None, (facts.territory.name, facts.says("service_unit"))))},
            _("Objet : demande de communication des règles d’un traitement algorithmique"),
            _("Madame, Monsieur,"),
            _(
                "J’ai reçu le [date] la décision [référence], à laquelle a contribué le traitement « %(title)s » "
                "(%(url)s)."
            )
            % {"title": facts.title, "url": facts.page_url},
            _(
                "En application des articles L311-3-1 et R311-3-1-2 du code des relations entre le public et "
                "l’administration, je vous demande de me dire, sous une forme que je puisse comprendre : dans quelle "
                "mesure et comment ce traitement a contribué à la décision ; quelles données ont été traitées et d’où "
                "elles viennent ; quels paramètres, avec quels poids, ont été appliqués à ma situation ; quelles "
                "opérations ont été effectuées."
            ),
            _("Je vous prie d’agréer, Madame, Monsieur, mes salutations distinguées."),
            _("[Nom, adresse, date, signature]"),
        )
    )
