"""Facts of this app that a page may quote (`editorial.facts`)."""

from django.utils.translation import gettext_lazy as _

from commun.editorial.facts import Fact, add_facts, days
from commun.library.actions.sheets import CHECK_EVERY
from commun.library.reviewing import PATIENCE

add_facts(
    Fact(
        "relecture-d-une-fiche",
        _("Combien de temps la première fiche d’un territoire attend une relecture"),
        lambda: days(PATIENCE.days),
    ),
    Fact("verification-d-une-fiche", _("À quel rythme une fiche est vérifiée"), lambda: days(CHECK_EVERY.days)),
)
