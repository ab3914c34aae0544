"""What the feeds announce: the last public facts of the country, or of one territory."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from commun.concertations.models import Answer, Concertation, Milestone, Signature, Transition
from commun.core.feeds import MOST_ENTRIES, Entry
from commun.territories.models import Territory


def latest_answers() -> list[Entry]:
    """Of the whole country, real territories only. One query."""
    answers = _public_answers().filter(proposition__concertation__territory__is_fictional=False)
    return [_answer(answer) for answer in answers.order_by("-published_at", "-pk")[:MOST_ENTRIES]]


def latest_concertations() -> list[Entry]:
    """Of the whole country, real territories only. One query."""
    published = Concertation.objects.published().real().select_related("territory")
    return [_concertation(one) for one in published.order_by("-published_at", "-pk")[:MOST_ENTRIES]]


def latest_of(territory: Territory) -> list[Entry]:
    """Everything that became public of one territory: signatures, concertations and their steps, answers, milestones.

    Six queries.
    """
    led = list(Concertation.objects.published().within(territory).values_list("pk", flat=True))
    signatures = Signature.objects.filter(pledge__territory=territory).select_related("charter", "pledge__territory")
    concertations = Concertation.objects.filter(pk__in=led).select_related("territory")
    transitions = Transition.objects.filter(
        concertation__in=led, at__gt=F("concertation__published_at")
    ).select_related("concertation__territory")
    answers = _public_answers().filter(proposition__concertation__in=led)
    milestones = Milestone.objects.filter(
        follow_up__proposition__concertation__in=led, follow_up__proposition__frozen_at__isnull=False
    ).select_related("follow_up__proposition__concertation__territory")
    entries = [
        *(_signature(one) for one in _last(signatures, "recorded_at")),
        *(_concertation(one) for one in _last(concertations, "published_at")),
        *(_transition(one) for one in _last(transitions, "at")),
        *(_answer(one) for one in _last(answers, "published_at")),
        *(_milestone(one) for one in _last(milestones, "recorded_at")),
    ]
    return sorted(entries, key=lambda entry: (entry.at, entry.key), reverse=True)[:MOST_ENTRIES]


def _last(rows: QuerySet[Any], instant: str) -> Iterable[Any]:
    return rows.order_by(f"-{instant}", "-pk")[:MOST_ENTRIES]


def _public_answers() -> QuerySet[Answer]:
    return Answer.objects.public().select_related("proposition__concertation__territory")


def _stamp(at: datetime.datetime) -> str:
    """Tells apart what happened twice to one record: a step taken again, a charter signed again after leaving."""
    return f"{at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def _named(territory: Territory) -> str:
    return _("%(name)s (exemple fictif)") % {"name": territory.name} if territory.is_fictional else territory.name


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _answer(answer: Answer) -> Entry:
    proposition = answer.proposition
    territory = _named(proposition.concertation.territory)
    return Entry(
        key=f"reponse/{answer.uid}",
        title=_("%(decision)s : proposition %(number)d, %(territory)s")
        % {"decision": answer.get_decision_display(), "number": proposition.number, "territory": territory},
        url=_absolute(proposition.get_absolute_url()),
        at=answer.published_at,
        summary="\n\n".join(part for part in (_("« %(text)s »") % {"text": proposition.text}, answer.reason) if part),
        territory=territory,
    )


def _concertation(concertation: Concertation) -> Entry:
    territory = _named(concertation.territory)
    assert concertation.published_at is not None
    return Entry(
        key=f"concertation/{concertation.uid}",
        title=_("Nouvelle concertation : %(title)s, %(territory)s")
        % {"title": concertation.title, "territory": territory},
        url=_absolute(f"/concertations/{concertation.slug}/"),
        at=concertation.published_at,
        summary=concertation.brief or concertation.title,
        territory=territory,
    )


def _transition(transition: Transition) -> Entry:
    concertation = transition.concertation
    return Entry(
        key=f"etape/{concertation.uid}-{transition.target}-{_stamp(transition.at)}",
        title=_("%(title)s : %(state)s") % {"title": concertation.title, "state": transition.get_target_display()},
        url=_absolute(f"/concertations/{concertation.slug}/"),
        at=transition.at,
        summary=transition.reason or str(transition.get_target_display()),
        territory=_named(concertation.territory),
    )


def _milestone(milestone: Milestone) -> Entry:
    follow_up = milestone.follow_up
    return Entry(
        key=f"jalon/{milestone.uid}",
        title=_("%(state)s : %(action)s") % {"state": milestone.get_state_display(), "action": follow_up.title},
        url=_absolute(follow_up.get_absolute_url()),
        at=milestone.recorded_at,
        summary=milestone.text or follow_up.title,
        territory=_named(follow_up.proposition.concertation.territory),
    )


def _signature(signature: Signature) -> Entry:
    territory = signature.pledge.territory
    return Entry(
        key=f"signature/{territory.uid}-{signature.charter.number}-{_stamp(signature.recorded_at)}",
        title=_("%(territory)s signe la charte, version %(number)s")
        % {"territory": _named(territory), "number": signature.charter.number},
        url=_absolute(territory.get_absolute_url()),
        at=signature.recorded_at,
        summary=_("Signée le %(day)s par : %(role)s.")
        % {"day": formats.date_format(signature.signed_on, "j F Y"), "role": signature.signatory_role},
        territory=_named(territory),
    )
