"""A draft of the fundamental rights impact assessment (AI Act, art. 27 a to f), filled with what the sheet says."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commun.library import law
from commun.library.duties.facts import Facts
from commun.library.duties.papers.paper import Block, Paper, Part, note, said, text, to_write
from commun.library.enums import AnnexPoint, RiskClass


def make(facts: Facts) -> Paper:
    found = law.articles()
    return Paper(
        title=_("Analyse d’impact sur les droits fondamentaux (projet)"),
        lede=_(
            "Les six points de l’article 27, remplis de ce que dit déjà la fiche. Ce projet se relit, se "
            "complète et se signe chez vous."
        ),
        parts=(
            Part(_("Est-elle due ?"), (_is_due(facts),)),
            Part(
                _("a. Les processus où le système sert"),
                said(
                    facts, "fria_processes", "place_in_decision", "need", "expected_benefit", needed=("fria_processes",)
                ),
            ),
            Part(
                _("b. Durée et fréquence d’usage"),
                said(facts, "fria_period", "started_on", "decisions_per_year", needed=("fria_period",)),
            ),
            Part(
                _("c. Personnes et groupes touchés"),
                said(facts, "fria_people", "people_concerned", "audiences", needed=("fria_people",)),
            ),
            Part(
                _("d. Risques de préjudice"),
                (
                    *said(
                        facts,
                        "fria_harms",
                        "risks",
                        "sensitive_proxies",
                        "has_special_categories",
                        needed=("fria_harms",),
                    ),
                    to_write(
                        _("Ce que dit le fournisseur"),
                        _(
                            "Reprenez les informations de la notice (article 13) : limites connues, taux "
                            "d’erreur par groupe."
                        ),
                    ),
                ),
            ),
            Part(
                _("e. Contrôle humain"),
                said(
                    facts,
                    "fria_oversight",
                    "oversight_who",
                    "oversight_step",
                    "oversight_may_overrule",
                    "oversight_overruled_share",
                    "oversight_training",
                    needed=("fria_oversight", "oversight_who"),
                ),
            ),
            Part(
                _("f. Mesures si un risque se réalise"),
                said(facts, "fria_measures", "objection", "accountable_role", needed=("fria_measures", "objection")),
            ),
            Part(
                _("Après"),
                (
                    text(
                        _(
                            "L’analyse se fait avant la première utilisation, se notifie à l’autorité de "
                            "surveillance du "
                            "marché, et se met à jour dès qu’un de ces points change. Elle complète l’analyse d’impact "
                            "relative à la protection des données, sans la répéter."
                        )
                    ),
                    *said(facts, "fria_on", "fria_notified_on", "dpia_status", needed=("fria_on", "fria_notified_on")),
                ),
            ),
        ),
        articles=(found["ria-27"], found["ria-26"], found["rgpd-35"]),
        facts=facts,
    )


def _is_due(facts: Facts) -> Block:
    risk, point = facts.get("risk_class"), facts.get("annex_point")
    if risk is None:
        return to_write(
            _("Classe de risque"),
            _("La fiche ne la dit pas : passez d’abord par l’assistant de qualification. On ne peut conclure."),
        )
    if risk != RiskClass.HIGH:
        return note(
            _(
                "La fiche dit « %(risk)s » : l’analyse n’est alors pas due au titre de l’article 27. La faire reste "
                "utile si des personnes sont touchées."
            )
            % {"risk": facts.says("risk_class")}
        )
    if point == AnnexPoint.INFRASTRUCTURE:
        return note(_("Le point 2 de l’annexe III (infrastructures critiques) en est dispensé par l’article 27."))
    deadline = next(one for one in law.deadlines() if one.id == "haut-risque-annexe-3")
    return text(
        _(
            "Oui, selon la classe de risque de la fiche : haut risque, %(point)s. Ce devoir s’appliquerait à partir du "
            "%(day)s (report de l’Omnibus, rapporté par la presse et non relu au Journal officiel)."
        )
        % {
            "point": facts.says("annex_point") or _("point de l’annexe III non renseigné"),
            "day": date_format(deadline.on, "j F Y"),
        }
    )
