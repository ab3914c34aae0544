"""The explicit mention to paste on a decision (CRPA L311-3-1 and R311-3-1-1)."""

from django.utils.translation import gettext as _

from commun.library import law
from commun.library.duties.facts import Facts
from commun.library.duties.papers.paper import Block, Paper, Part, Tone, note, paste, text, to_write
from commun.library.enums import Automation


def make(facts: Facts) -> Paper:
    found = law.articles()
    return Paper(
        title=_("Mention explicite à porter sur la décision"),
        lede=_("À placer sur la décision elle-même, sur l’avis qui la notifie et sur la page où la personne la lit."),
        parts=(
            Part(_("À qui elle s’adresse"), (_whom(facts),)),
            Part(_("Le texte"), (paste(mention_text(facts)), *_warnings(facts))),
            Part(_("Ce que la mention doit dire, et ce qui est prêt"), _elements(facts)),
        ),
        articles=(found["crpa-l311-3-1"], found["crpa-r311-3-1-1"], found["crpa-r311-13"], found["loi-78-17-47"]),
        facts=facts,
    )


def _whom(facts: Facts) -> Block:
    decides = facts.get("is_individual_decision")
    if decides is False:
        return note(
            _(
                "La fiche dit que cet usage ne fonde pas de décision individuelle : la mention n’est alors pas due. "
                "Elle reste à votre disposition si cela change."
            )
        )
    if decides is None:
        return to_write(
            _("Décision individuelle"),
            _(
                "La fiche ne dit pas si des décisions sur des personnes ou des entreprises en dépendent. Si oui, la "
                "mention est obligatoire ; complétez la section « Décision »."
            ),
        )
    return text(
        _(
            "À chaque personne ou entreprise qui reçoit une décision prise sur le fondement de ce traitement, même "
            "quand un agent décide. Les secrets protégés (CRPA L311-5, 2°) sont réservés."
        )
    )


def mention_text(facts: Facts) -> str:
    """Ready to paste: owner, purpose, right to the rules, how to use it, CADA."""
    silence, referral = law.thresholds()["cada_silence"], law.thresholds()["cada_referral"]
    return "\n\n".join(
        (
            _("Information sur l’utilisation d’un traitement algorithmique"),
            _how(facts) % {"owner": facts.territory.name},
            _("Ce traitement sert à ceci : %(title)s. %(summary)s")
            % {"title": facts.title.rstrip("."), "summary": facts.says("summary")},
            _("Ses règles sont publiées à cette adresse : %(url)s") % {"url": facts.inventory_url},
            _(
                "Vous avez le droit d’obtenir communication des règles qui définissent ce traitement et des "
                "principales caractéristiques de sa mise en œuvre dans votre cas (articles L311-3-1, R311-3-1-1 et "
                "R311-3-1-2 du code des relations entre le public et l’administration). Pour l’exercer, écrivez à : "
                "%(contact)s."
            )
            % {"contact": _contact(facts)},
            _(
                "Sans réponse dans un délai de %(silence)d mois, votre demande est refusée ; vous avez alors "
                "%(referral)d mois pour saisir la Commission d’accès aux documents administratifs (CADA), comme "
                "l’explique www.cada.fr."
            )
            % {"silence": silence.amount, "referral": referral.amount},
        )
    )


def _how(facts: Facts) -> str:
    automation = facts.get("automation")
    if automation == Automation.FULL:
        return _("Cette décision de %(owner)s a été prise de façon entièrement automatisée, par un algorithme.")
    if automation in (Automation.ASSISTED, Automation.ADVICE):
        return _("Cette décision a été prise par %(owner)s, sur le fondement d’un traitement algorithmique.")
    return _("Cette décision de %(owner)s a été prise sur le fondement d’un traitement algorithmique.")


def _contact(facts: Facts) -> str:
    unit = facts.says("service_unit")
    known = ", ".join(part for part in (facts.territory.name, unit, facts.says("contact_url")) if part)
    if facts.says("contact_url"):
        return known
    return _("%(known)s [adresse postale ou électronique à compléter]") % {"known": known}


def _warnings(facts: Facts) -> tuple[Block, ...]:
    if facts.get("automation") != Automation.FULL:
        return ()
    return (
        note(
            _(
                "Décision entièrement automatisée : sans cette mention elle est nulle (loi du 6 janvier 1978, article "
                "47). Vérifiez aussi avec votre DPO que ce type de décision peut être automatisé."
            )
        ),
    )


def _elements(facts: Facts) -> tuple[Block, ...]:
    contact = (
        Block(Tone.SAID, facts.says("contact_url"), _("Comment exercer ce droit"))
        if facts.says("contact_url")
        else to_write(
            _("Comment exercer ce droit"),
            _("Donnez une adresse dans le texte, ou une page de contact dans la fiche, section « Identité »."),
        )
    )
    return (
        Block(Tone.SAID, facts.territory.name, _("L’administration responsable")),
        Block(Tone.SAID, facts.says("summary"), _("La finalité du traitement")),
        Block(
            Tone.SAID,
            _("Rappelé dans le texte, avec l’adresse de l’inventaire."),
            _("Le droit d’obtenir les règles et les principales caractéristiques de leur mise en œuvre"),
        ),
        contact,
        Block(Tone.SAID, _("Rappelée dans le texte, avec ses délais."), _("La saisine de la CADA")),
    )
