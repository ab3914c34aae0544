"""What a person does in the workspace of a territory and no key does, each with its reason, which the public reads.

A test finds every action that a page of the workspace calls: it is done by an operation, or named here.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class LeftOut:
    """`actions`: « app.module.verb », or « app. » for all of an app."""

    what: str | Promise
    why: str | Promise
    actions: tuple[str, ...]


LEFT_OUT: tuple[LeftOut, ...] = (
    LeftOut(
        _("L’équipe, les clés, les envois automatiques"),
        _("Qui peut agir pour un territoire se décide entre personnes : une clé n’en ouvre aucune autre."),
        (
            "accounts.actions.invite",
            "accounts.actions.withdraw_invitation",
            "accounts.actions.change_role",
            "accounts.actions.remove_member",
            "accounts.actions.accept_join_request",
            "accounts.actions.refuse_join_request",
            "keys.actions.",
            "webhooks.actions.",
        ),
    ),
    LeftOut(
        _("Prendre un fichier à remplir ou un export de plateforme"),
        _(
            "Une personne y vérifie les colonnes et les doutes, l’un après l’autre. Un logiciel envoie directement les "
            "remontées, les réponses, les sections et les fiches."
        ),
        (
            "concertations.actions.answer_file.answer_from_file",
            "concertations.actions.imports.take_in",
            "concertations.actions.offline.import_canevas",
            "library.actions.import_reports.send_report",
            "library.actions.imports.ingest",
            "library.actions.imports.keep_mapping",
            "library.actions.imports.settle_difference",
        ),
    ),
    LeftOut(
        _("Ajouter une seule remontée"),
        _("« Ajouter des remontées » en prend une ou cinq cents."),
        ("concertations.actions.takeaways.add",),
    ),
    LeftOut(
        _("Ce qui demande de lire ce qui n’est pas public"),
        _(
            "Une clé ne lit rien de plus que tout le monde : relire la fiche d’un autre territoire, répondre à une "
            "demande de correction ou commenter une synthèse en avant-première revient à une personne."
        ),
        (
            "library.actions.reviews.answer",
            "library.actions.settlement.settle",
            "syntheses.actions.syntheses.comment",
            "syntheses.actions.syntheses.say_enough",
        ),
    ),
    LeftOut(
        _("Signaler une erreur dans la fiche d’un autre"),
        _("N’importe qui le fait depuis la page de la fiche, sans compte ni clé."),
        ("library.actions.corrections.ask_correction",),
    ),
    LeftOut(
        _("L’assistant de qualification et les sections qui ne concernent pas l’usage"),
        _("Ils posent des questions à une personne ; ce qu’ils écrivent s’envoie par les sections de la fiche."),
        ("library.actions.qualification.keep_qualification", "library.actions.sheets.open_section"),
    ),
    LeftOut(
        _("Le manifeste et le soutien aux textes du réseau"),
        _(
            "Amender, prendre position, soutenir : des personnes s’y engagent, texte sous les yeux. Prendre position "
            "est le droit des élues et des élus, qui n’ouvrent pas de clé."
        ),
        (
            "syntheses.actions.amendments.deposit",
            "syntheses.actions.amendments.withdraw",
            "syntheses.actions.amendments.take_position",
            "syntheses.actions.endorsements.",
        ),
    ),
    LeftOut(
        _("Les groupes d’opinion d’une conversation Polis"),
        _("La conversation est relue avant d’être gardée : on y cherche ce qui désignerait une personne."),
        (
            "syntheses.actions.opinion.keep_conversation",
            "syntheses.actions.opinion.take_up",
            "syntheses.actions.opinion.remove_conversation",
        ),
    ),
    LeftOut(
        _("Le dépôt de jeux de données et de modèles au patrimoine commun"),
        _(
            "Deux personnes relisent et signent chaque version, droits et données personnelles compris, avant qu’elle "
            "soit publique : la première la dépose, fichier par fichier, depuis son espace."
        ),
        ("heritage.actions.",),
    ),
    LeftOut(
        _("Les rencontres d’un territoire et leurs inscriptions"),
        _(
            "Annoncer, changer ou annuler une rencontre écrit aussitôt aux personnes inscrites : quelqu’un relit "
            "d’abord ce qu’elles vont recevoir. Un logiciel prend l’agenda en iCalendar ou dans ses fichiers."
        ),
        ("agenda.actions.",),
    ),
    LeftOut(
        _("Les groupes d’un territoire et qui les anime"),
        _(
            "Qui entre dans un groupe lit ce que d’autres y ont confié : une personne l’ouvre, le ferme et nomme qui "
            "l’anime. Leur page publique se lit par l’API ; leur espace, jamais."
        ),
        ("groups.actions.",),
    ),
    LeftOut(
        _("Les auditions et les avis du conseil scientifique"),
        _(
            "Un nom paraît avec l’accord de la personne, et un avis quand son auteur le décide : quelqu’un le vérifie, "
            "texte sous les yeux. Répondre à un avis engage ceux que l’on a jugés."
        ),
        ("hearings.actions.",),
    ),
    LeftOut(
        _("La liste des métiers"),
        _("La coordination du réseau la tient : un territoire dit lesquels de ses usages et remontées en parlent."),
        ("jobs.actions.trades.",),
    ),
    LeftOut(
        _("Prendre un tableau de métiers"),
        _("Une personne le relit, ligne à ligne. Un logiciel rattache directement les usages et les remontées."),
        ("jobs.actions.imports.ingest",),
    ),
    LeftOut(
        _("Noter l’annonce d’un territoire"),
        _("C’est la coordination du réseau qui le fait ; un territoire, lui, signe."),
        ("concertations.actions.charter.announce",),
    ),
)
