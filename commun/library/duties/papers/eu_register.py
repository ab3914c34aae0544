"""The block that a public deployer enters in the European register (AI Act, annex VIII, section C, points 1 to 5)."""

from django.utils.translation import gettext as _

from commun.library import law
from commun.library.duties.facts import Facts
from commun.library.duties.papers.paper import Block, Paper, Part, Tone, note, said, text, to_write
from commun.library.enums import AnnexPoint, RiskClass


def make(facts: Facts) -> Paper:
    found = law.articles()
    return Paper(
        title=_("Enregistrement dans la base européenne : ce que déclare le déployeur"),
        lede=_("Les cinq points de l’annexe VIII, section C, dans leur ordre, à recopier dans la base."),
        parts=(
            Part(_("Faut-il enregistrer ?"), _where(facts)),
            Part(
                _("1. Nom, adresse et coordonnées du déployeur"),
                (
                    Block(Tone.SAID, facts.territory.name, _("Nom")),
                    *((Block(Tone.SAID, facts.territory.siren, _("SIREN")),) if facts.territory.siren else ()),
                    to_write(_("Adresse"), _("Adresse postale de la collectivité : la fiche ne la contient pas.")),
                    *said(facts, "contact_email", "contact_url"),
                ),
            ),
            Part(
                _("2. Nom, adresse et coordonnées de la personne qui déclare"),
                (
                    to_write(_("Qui déclare"), _("La personne qui soumet ces informations au nom de la collectivité.")),
                    *said(facts, "accountable_role"),
                ),
            ),
            Part(_("3. Adresse de la fiche du fournisseur"), said(facts, "provider_entry_url")),
            Part(
                _("4. Résumé de l’analyse d’impact sur les droits fondamentaux"),
                said(
                    facts,
                    "fria_people",
                    "fria_harms",
                    "fria_oversight",
                    "fria_measures",
                    "fria_on",
                    needed=("fria_harms", "fria_on"),
                ),
            ),
            Part(
                _("5. Résumé de l’analyse d’impact relative à la protection des données"),
                said(facts, "dpia_status", "dpia_summary", "dpia_on", needed=("dpia_status", "dpia_summary")),
            ),
            Part(_("Ce qui est déjà fait"), said(facts, "eu_entry_url", "eu_registered_on")),
        ),
        articles=(found["ria-49"], found["ria-annexe-8-c"], found["ria-26"]),
        facts=facts,
    )


def _where(facts: Facts) -> tuple[Block, ...]:
    risk, point = facts.get("risk_class"), facts.get("annex_point")
    if risk is None:
        return (to_write(_("Classe de risque"), _("La fiche ne la dit pas : on ne peut conclure.")),)
    if risk != RiskClass.HIGH:
        return (
            note(
                _("La fiche dit « %(risk)s » : l’enregistrement n’est alors pas dû.")
                % {"risk": facts.says("risk_class")}
            ),
        )
    blocks = [
        text(
            _(
                "Oui, selon la classe de risque de la fiche. Avant l’usage, la collectivité s’enregistre, choisit le "
                "système déclaré par son fournisseur, puis déclare son utilisation. Un système qui n’est pas "
                "enregistré "
                "ne s’utilise pas (article 26)."
            )
        )
    ]
    if point in (AnnexPoint.BIOMETRICS, AnnexPoint.LAW_ENFORCEMENT):
        blocks.append(
            note(_("Points 1, 6 et 7 de l’annexe III : l’enregistrement va dans la partie non publique de la base."))
        )
    if point == AnnexPoint.INFRASTRUCTURE:
        blocks.append(note(_("Point 2 de l’annexe III : l’enregistrement se fait au niveau national.")))
    return tuple(blocks)
