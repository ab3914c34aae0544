"""Facts of this app that a page may quote (`editorial.facts`)."""

from django.utils.translation import gettext_lazy as _

from commun.concertations.actions.lifecycle import DEFAULT_ANSWER_MONTHS
from commun.concertations.queries.reminders import MONTH
from commun.concertations.small_counts import SMALL_COUNT
from commun.editorial.facts import Fact, add_facts, days, months

add_facts(
    Fact(
        "delai-de-reponse",
        _("Le délai de réponse à une proposition, quand le territoire n’en a pas promis d’autre"),
        lambda: months(DEFAULT_ANSWER_MONTHS),
    ),
    Fact("rappel", _("Combien de temps avant, puis après l’échéance un rappel part"), lambda: days(MONTH.days)),
    Fact(
        "petit-effectif", _("Le nombre de personnes au-dessous duquel un effectif est masqué"), lambda: str(SMALL_COUNT)
    ),
)
