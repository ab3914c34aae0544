"""Facts of this app that a page may quote (`editorial.facts`)."""

from django.utils.translation import gettext_lazy as _

from commun.editorial.facts import Fact, add_facts, days
from commun.syntheses.models.synthesis import FEWEST_DAYS, MOST_DAYS

add_facts(
    Fact("avant-premiere-au-moins", _("La plus courte avant-première d’une synthèse"), lambda: days(FEWEST_DAYS)),
    Fact("avant-premiere-au-plus", _("La plus longue avant-première d’une synthèse"), lambda: days(MOST_DAYS)),
)
