"""Where a concertation leads to the votes that it held elsewhere."""

from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.concertations.extensions import register_public_links, register_workspace_links
from commun.concertations.models import Concertation
from commun.core.written import Slot, Written
from commun.syntheses.models import OpinionPoll
from commun.ui.components.navigation import Link


def register() -> None:
    register_public_links(_polls)
    register_workspace_links(_desk)


def _polls(record: Concertation) -> list[Link]:
    return [
        Link(title, reverse("syntheses:opinion_poll", args=[record.slug, number]), _voters(voters))
        for number, title, voters in _written().run(concertation=record.pk)
    ]


@cache
def _written() -> Written:
    rows = OpinionPoll.objects.filter(concertation__pk=Slot("concertation"))
    return Written(rows.values_list("number", "title", "voters"))


def _voters(voters: int) -> str:
    text = ngettext("vote sur des énoncés, %(count)d votant", "vote sur des énoncés, %(count)d votants", voters)
    return text % {"count": voters}


def _desk(record: Concertation) -> list[Link]:
    return [
        Link(
            _("Votes sur des énoncés (Polis)"),
            reverse("syntheses:opinion_desk", args=[record.slug]),
            _("importer une conversation, en reprendre ce qui rassemble"),
        )
    ]
