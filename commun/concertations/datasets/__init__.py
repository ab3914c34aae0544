"""What the chain of proof publishes as open data: one declaration for each dataset.

Only what anyone may read on the pages: published records, frozen takeaways. No personal datum: no address, no name of a
speaker, référent or user. The invented territory of the demo is no fact and is left out.
"""

from commun.concertations.datasets.answers import REPONSES
from commun.concertations.datasets.concertations import CONCERTATIONS
from commun.concertations.datasets.follow_ups import JALONS, SUITES
from commun.concertations.datasets.pledges import TERRITOIRES_ENGAGES
from commun.concertations.datasets.takeaways import PROPOSITIONS, REMONTEES

DATASETS = (TERRITOIRES_ENGAGES, CONCERTATIONS, REMONTEES, PROPOSITIONS, REPONSES, SUITES, JALONS)

__all__ = (
    "CONCERTATIONS",
    "DATASETS",
    "JALONS",
    "PROPOSITIONS",
    "REMONTEES",
    "REPONSES",
    "SUITES",
    "TERRITOIRES_ENGAGES",
)
