"""A help to write the summary of the data protection impact assessment (GDPR, art. 35(7) and 36)."""

from django.utils.translation import gettext as _

from commun.library import law
from commun.library.duties.facts import Facts
from commun.library.duties.papers.paper import Block, Paper, Part, note, said, text, to_write
from commun.library.enums import PersonalData


def make(facts: Facts) -> Paper:
    found = law.articles()
    return Paper(
        title=_("Synthèse de l’analyse d’impact relative à la protection des données (aide)"),
        lede=_(
            "Ce que dit déjà la fiche, rangé selon l’article 35 du RGPD. L’analyse elle-même se mène avec votre DPO."
        ),
        parts=(
            Part(_("Est-elle nécessaire ?"), _is_needed(facts)),
            Part(
                _("1. Description et finalités"),
                said(
                    facts,
                    "summary",
                    "data_description",
                    "data_sources",
                    "data_legal_basis",
                    "data_retention",
                    "processing_record",
                    needed=("data_description", "data_legal_basis", "data_retention"),
                ),
            ),
            Part(
                _("2. Nécessité et proportionnalité"),
                said(facts, "need", "alternative", "proportionality", needed=("alternative", "proportionality")),
            ),
            Part(
                _("3. Risques pour les droits et libertés"),
                said(facts, "risks", "sensitive_proxies", "has_special_categories", needed=("risks",)),
            ),
            Part(
                _("4. Mesures"),
                said(
                    facts,
                    "oversight_who",
                    "oversight_step",
                    "objection",
                    "information_given",
                    "hosting_country",
                    needed=("objection",),
                ),
            ),
            Part(
                _("Les avis"),
                (
                    to_write(_("Avis du DPO"), _("Date et sens de l’avis : la fiche ne le contient pas.")),
                    to_write(
                        _("Avis des personnes ou de leurs représentants"),
                        _("Recueilli, ou pourquoi il ne l’a pas été."),
                    ),
                    *said(facts, "debated", "social_dialogue"),
                    text(
                        _(
                            "Si le risque reste élevé malgré les mesures, la CNIL se consulte avant la mise "
                            "en œuvre (article 36)."
                        )
                    ),
                ),
            ),
            Part(_("Où elle en est"), said(facts, "dpia_status", "dpia_on", "dpia_summary", needed=("dpia_status",))),
        ),
        articles=(found["rgpd-35"], found["rgpd-36"], found["rgpd-9"]),
        facts=facts,
    )


def _is_needed(facts: Facts) -> tuple[Block, ...]:
    held = facts.get("personal_data")
    if held == PersonalData.NONE:
        return (note(_("La fiche dit qu’aucune donnée personnelle n’est traitée : l’analyse n’a alors pas d’objet.")),)
    if held is None:
        return (to_write(_("Données personnelles"), _("La fiche ne dit pas s’il y en a : on ne peut conclure.")),)
    return (
        text(
            _(
                "Des données personnelles sont traitées. L’analyse est due quand le risque est "
                "vraisemblablement élevé : "
                "évaluation de personnes, décision automatique, données sensibles, surveillance, personnes "
                "vulnérables, "
                "grande échelle, usage innovant. Deux de ces critères réunis y mènent le plus souvent : "
                "demandez à votre DPO."
            )
        ),
    )
