"""Which trade someone means: by its identifier, by one of its names whole, or by a part that only one bears."""

from django.utils.translation import gettext as _

from commun.core.errors import DomainError
from commun.core.text import folded
from commun.jobs.models import Trade

NAMED = 6


class Names:
    """The list of trades, read once. One query."""

    def __init__(self) -> None:
        self.trades = list(Trade.objects.order_by("title", "pk"))
        self.whole = {
            folded(name): one for one in reversed(self.trades) for name in (one.uid, one.title, *one.other_names)
        }

    def find(self, typed: str) -> Trade:
        """Raises DomainError when no trade bears this name, or several."""
        asked = folded(typed)
        if asked in self.whole:
            return self.whole[asked]
        near = [one for one in self.trades if all(word in one.search_text for word in asked.split())]
        if not asked or not near:
            raise DomainError(
                _("Aucun métier de la liste ne porte ce nom. La coordination du réseau peut l’y ajouter.")
            )
        if len(near) > 1:
            raise DomainError(
                _("Plusieurs métiers portent ce nom, choisissez : %(names)s.")
                % {"names": " ; ".join(one.title for one in near[:NAMED])}
            )
        return near[0]
