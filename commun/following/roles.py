"""The mails that come with a role: what a référent must do this week, what is new in the network each quarter.

Members get them without asking, and leave them in one click like any other.
"""

from django.utils.translation import gettext as _

from commun.following.declared import Followed, Topic, add_topic

DUE = "role:a-faire"
QUARTER = "role:quoi-de-neuf"


def label(topic: str) -> str:
    return _("À faire cette semaine") if topic == DUE else _("Quoi de neuf dans le réseau, chaque trimestre")


def _nobody_asks(_value: str) -> Followed | None:
    return None


add_topic(Topic("role", find=_nobody_asks))
