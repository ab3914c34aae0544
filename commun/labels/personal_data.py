"""What this app holds of a person: what they sent to labels, the juries where they sat, what they scored."""

import datetime
from typing import Any

from django.utils import timezone

from commun.accounts.models import User
from commun.accounts.personal_data import declare, on_erase, on_purge
from commun.core import audit
from commun.labels.enums import CallState, State
from commun.labels.models import JurorMailOnce


def _applications(user: User) -> list[dict[str, Any]]:
    return [
        {
            "appel": one.call.title,
            "pour": one.applicant,
            "projet": one.title,
            "résumé": one.summary,
            "texte": one.body,
            "envoyée le": one.sent_at,
        }
        for one in user.label_applications.select_related("call__label", "territory").order_by("pk")
    ]


def _seats(user: User) -> list[dict[str, Any]]:
    return [
        {
            "appel": one.call.title,
            "nom public": one.shown_as,
            "accepté le": one.accepted_at,
            "liens déclarés": [said.interest for said in one.declarations.all() if said.has_interest],
            "notes": [f"{given.value} : {given.reason}" for given in one.scores.all()],
        }
        for one in user.label_seats.select_related("call__label")
        .prefetch_related("declarations", "scores")
        .order_by("pk")
    ]


@on_erase
def _leave(user: User) -> None:
    """Drafts go, and so does what a start-up sent and nobody judged; a territory's application stays with its team.

    A juror who never sat, or whose jury has not decided, leaves with their scores; after the results, their name goes.
    """
    own = user.label_applications
    own.filter(state=State.DRAFT, territory=None).delete()
    waiting = own.filter(territory=None, call__state=CallState.PUBLISHED)
    waiting.update(state=State.WITHDRAWN, reason="", updated_at=timezone.now())
    user.label_seats.exclude(call__state=CallState.SETTLED).delete()
    for seat in user.label_seats.select_related("call"):
        audit.record("label_juror.forgotten", target=seat.call, by=None, public=True)
    user.label_seats.update(shown_as="")


@on_purge("marques des courriels aux jurys")
def _old(before: datetime.datetime) -> int:
    return JurorMailOnce.objects.filter(sent_at__lt=before).delete()[0]


declare("labels.Application.by", "candidatures que vous avez écrites pour un label", _applications)
declare("labels.Juror.user", "jurys de labels où vous siégez", _seats)
