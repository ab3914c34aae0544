"""Where a concertation leads to the votes that it held elsewhere."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.concertations.extensions import register_public_links, register_workspace_links
from commun.concertations.models import Concertation
from commun.syntheses.models import OpinionPoll
from commun.ui.components.navigation import Link


def register() -> None:
    register_public_links(_polls)
    register_workspace_links(_desk)


def _polls(record: Concertation) -> list[Link]:
    return [
        Link(poll.title, poll.get_absolute_url(), _voters(poll))
        for poll in OpinionPoll.objects.filter(concertation=record).select_related("concertation")
    ]


def _voters(poll: OpinionPoll) -> str:
    text = ngettext("vote sur des énoncés, %(count)d votant", "vote sur des énoncés, %(count)d votants", poll.voters)
    return text % {"count": poll.voters}


def _desk(record: Concertation) -> list[Link]:
    return [
        Link(
            _("Votes sur des énoncés (Polis)"),
            reverse("syntheses:opinion_desk", args=[record.slug]),
            _("importer une conversation, en reprendre ce qui rassemble"),
        )
    ]
