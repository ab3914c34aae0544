"""What can be sent: the public acts that are news (`commun.following`), under the names that programs read."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """`name` is the `type` of what is sent, and never changes; `verbs` are those of the audit trail."""

    name: str
    label: str | Promise
    verbs: tuple[str, ...]


KINDS: tuple[Kind, ...] = (
    Kind("concertation.publiee", _("Une concertation devient publique"), ("concertation.published",)),
    Kind("concertation.etape", _("Une concertation change d’étape"), ("concertation.advanced",)),
    Kind("proposition.repondue", _("Une proposition reçoit une réponse"), ("proposition.answered",)),
    Kind("suite.promise", _("Une action est promise"), ("follow_up.promised",)),
    Kind("suite.jalon", _("Une action promise avance, est tenue ou abandonnée"), ("follow_up.moved",)),
    Kind(
        "charte.engagement",
        _("Un territoire s’engage, signe la charte ou s’en retire"),
        ("pledge.announced", "pledge.signed", "pledge.withdrawn"),
    ),
    Kind(
        "usage.publie",
        _("Un usage d’algorithme est publié ou mis à jour"),
        ("deployment.published", "deployment.published_again"),
    ),
    Kind("constat.publie", _("Un constat est publié"), ("finding.published",)),
    Kind("constat.retire", _("Un constat est retiré"), ("finding.withdrawn",)),
    Kind("rencontre.annoncee", _("Une rencontre est annoncée"), ("event.published",)),
    Kind("rencontre.changee", _("Une rencontre est déplacée ou annulée"), ("event.moved", "event.cancelled")),
    Kind("rencontre.compte_rendu", _("Le compte rendu d’une rencontre est publié"), ("event.minutes_published",)),
    Kind("groupe.decision", _("Un groupe publie une décision"), ("group.decision_published",)),
    Kind("patrimoine.publie", _("Un jeu de données ou un modèle est mis en commun"), ("heritage.published",)),
    Kind("audition.publiee", _("Une audition est publiée"), ("hearing.published",)),
    Kind(
        "avis.publie",
        _("Un avis du conseil scientifique est publié, ou reçoit sa réponse"),
        ("council_opinion.published", "council_opinion.answered"),
    ),
    Kind("label.appel", _("Un appel à candidatures pour un label est publié"), ("label_call.published",)),
    Kind("label.palmares", _("Le palmarès d’un label est publié"), ("label_call.settled",)),
    Kind("metier.rattache", _("Un usage ou une remontée dit ce que l’IA change à un métier"), ("trade.attached",)),
    Kind("ressource.ajoutee", _("Une ressource entre au catalogue"), ("resource.added",)),
    Kind(
        "collection.publiee",
        _("Une collection de ressources paraît ou change"),
        ("resource_collection.created", "resource_collection.edited"),
    ),
    Kind("actualite.publiee", _("Une actualité du réseau est publiée"), ("article.published",)),
)
TRIAL = "essai"
OF_VERB: dict[str, Kind] = {verb: kind for kind in KINDS for verb in kind.verbs}
BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}
"""A public act that none of them names is sent to nobody."""


def label_of(name: str) -> str:
    return str(_("Essai")) if name == TRIAL else str(BY_NAME[name].label) if name in BY_NAME else name
