"""What one tells a person who speaks to an AI, or reads what it wrote (AI Act, art. 50): short texts to paste."""

from django.utils.translation import gettext as _

from commun.library import law
from commun.library.duties.facts import Facts
from commun.library.duties.papers.paper import Block, Paper, Part, note, paste, said, text, to_write


def make(facts: Facts) -> Paper:
    found = law.articles()
    owner = {"owner": facts.territory.name, "url": facts.page_url}
    return Paper(
        title=_("Dire aux personnes qu’elles ont affaire à une IA"),
        lede=_(
            "Des textes courts, à choisir selon le canal. Ils se disent ou se lisent au plus tard au premier échange."
        ),
        parts=(
            Part(_("Est-ce dû ?"), _is_due(facts)),
            Part(
                _("À l’écrit : agent conversationnel"),
                (
                    paste(
                        _(
                            "Vous écrivez à un programme d’intelligence artificielle de %(owner)s, et non à une "
                            "personne. Il peut se tromper. Pour parler à quelqu’un : [téléphone ou page]. Comment il "
                            "fonctionne : %(url)s"
                        )
                        % owner
                    ),
                ),
            ),
            Part(
                _("À la voix : serveur vocal"),
                (
                    paste(
                        _(
                            "Bonjour, vous êtes bien à %(owner)s. C’est une voix artificielle qui vous répond, pas une "
                            "personne. Dites « agent » à tout moment pour être mis en relation."
                        )
                        % owner
                    ),
                    note(_("Le mot qui mène à une personne doit fonctionner : essayez-le avant de le promettre.")),
                ),
            ),
            Part(
                _("Un texte ou une image publiés"),
                (
                    paste(
                        _("Ce contenu a été produit à l’aide d’une intelligence artificielle. %(owner)s · %(url)s")
                        % owner
                    ),
                    note(
                        _(
                            "Un texte qui informe le public n’a pas à porter cette mention quand une personne l’a relu "
                            "et que la collectivité en prend la responsabilité éditoriale. Une image, un son ou une "
                            "vidéo qui imite le réel (hypertrucage) la porte toujours."
                        )
                    ),
                ),
            ),
            Part(
                _("Ce que dit la fiche aujourd’hui"),
                said(facts, "transparency_notice", "transparency_proof_url", "transparency_on", "information_given"),
            ),
        ),
        articles=(found["ria-50"],),
        facts=facts,
    )


def _is_due(facts: Facts) -> tuple[Block, ...]:
    talks, publishes = facts.get("is_conversational"), facts.get("writes_to_public")
    blocks = []
    if talks is True:
        blocks.append(
            text(
                _(
                    "Oui : selon la fiche, le système parle ou écrit à des personnes. Le fournisseur doit "
                    "l’avoir conçu "
                    "pour qu’elles le sachent ; vérifiez que c’est le cas chez vous."
                )
            )
        )
    if publishes is True:
        blocks.append(
            text(_("Oui, sauf relecture humaine : selon la fiche, il produit des textes ou des images publiés."))
        )
    if not blocks and talks is False and publishes is False:
        return (
            note(
                _("La fiche dit que le système ne parle pas aux personnes et ne publie rien : ce n’est alors pas dû.")
            ),
        )
    if not blocks:
        label, words = (
            _("Parle ou publie"),
            _("La fiche ne le dit pas : complétez la section « Technique ». On ne peut conclure."),
        )
        return (to_write(label, words),)
    return tuple(blocks)
