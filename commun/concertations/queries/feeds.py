"""What the feeds announce: the last public facts of the country, or of one territory."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from commun.concertations.models import Answer, Concertation, Milestone, Signature, Transition
from commun.concertations.queries.cited import Cited, cited_for, cited_for_signatures
from commun.core.feeds import Entry
from commun.territories.models import Territory


def latest_answers() -> QuerySet[Answer]:
    """Of the whole country, real territories only."""
    answers = _public_answers().filter(proposition__concertation__territory__is_fictional=False)
    return answers.order_by("-published_at", "-pk")


def latest_concertations() -> QuerySet[Concertation]:
    """Of the whole country, real territories only."""
    published = Concertation.objects.published().real().select_related("territory")
    return published.order_by("-published_at", "-pk")


def latest_of(territory: Territory, *, upto: int) -> list[Entry]:
    """Everything that became public of one territory: signatures, concertations and their steps, answers, milestones.

    The `upto` last ones. Eight queries.
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
    signed = list(_last(signatures, upto, "recorded_at"))
    answered, reached = list(_last(answers, upto, "published_at")), list(_last(milestones, upto, "recorded_at"))
    of_signatures = cited_for_signatures(signed) if signed else {}
    of_answers, of_steps = cited_for(answers=answered, milestones=reached)
    entries = [
        *(_signature(one, of_signatures.get(one.pk, ())) for one in signed),
        *(concertation_entry(one) for one in _last(concertations, upto, "published_at")),
        *(_transition(one) for one in _last(transitions, upto, "at")),
        *(_answer(one, of_answers.get(one.pk, ())) for one in answered),
        *(_milestone(one, of_steps.get(one.pk, ())) for one in reached),
    ]
    # Of one instant, each kind keeps its own order: a longer list then begins with the shorter one.
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:upto]


def _last(rows: QuerySet[Any], upto: int, instant: str) -> Iterable[Any]:
    return rows.order_by(f"-{instant}", "-pk")[:upto]


def _public_answers() -> QuerySet[Answer]:
    return Answer.objects.public().select_related("proposition__concertation__territory")


def _stamp(at: datetime.datetime) -> str:
    """Tells apart what happened twice to one record: a step taken again, a charter signed again after leaving."""
    return f"{at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def _named(territory: Territory) -> str:
    return _("%(name)s (exemple fictif)") % {"name": territory.name} if territory.is_fictional else territory.name


def _with_proofs(*paragraphs: str, cited: Cited) -> str:
    """What is said, then the decisions that prove it: whoever reads here does not see the page."""
    return "\n\n".join(part for part in (*paragraphs, *(one.in_words for one in cited)) if part)


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def answer_entries(answers: Sequence[Answer]) -> list[Entry]:
    """Each with the council decisions that prove it. One query."""
    cited, _of_steps = cited_for(answers=answers)
    return [_answer(one, cited.get(one.pk, ())) for one in answers]


def _answer(answer: Answer, cited: Cited) -> Entry:
    proposition = answer.proposition
    territory = _named(proposition.concertation.territory)
    return Entry(
        key=f"reponse/{answer.uid}",
        title=_("%(decision)s : proposition %(number)d, %(territory)s")
        % {"decision": answer.get_decision_display(), "number": proposition.number, "territory": territory},
        url=_absolute(proposition.get_absolute_url()),
        at=answer.published_at,
        summary=_with_proofs(_("« %(text)s »") % {"text": proposition.text}, answer.reason, cited=cited),
        territory=territory,
    )


def concertation_entry(concertation: Concertation) -> Entry:
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


def _milestone(milestone: Milestone, cited: Cited) -> Entry:
    follow_up = milestone.follow_up
    return Entry(
        key=f"jalon/{milestone.uid}",
        title=_("%(state)s : %(action)s") % {"state": milestone.get_state_display(), "action": follow_up.title},
        url=_absolute(follow_up.get_absolute_url()),
        at=milestone.recorded_at,
        summary=_with_proofs(milestone.text or follow_up.title, cited=cited),
        territory=_named(follow_up.proposition.concertation.territory),
    )


def _signature(signature: Signature, cited: Cited) -> Entry:
    territory = signature.pledge.territory
    return Entry(
        key=f"signature/{territory.uid}-{signature.charter.number}-{_stamp(signature.recorded_at)}",
        title=_("%(territory)s signe la charte, version %(number)s")
        % {"territory": _named(territory), "number": signature.charter.number},
        url=_absolute(territory.get_absolute_url()),
        at=signature.recorded_at,
        summary=_with_proofs(
            _("Signée le %(day)s par : %(role)s.")
            % {"day": formats.date_format(signature.signed_on, "j F Y"), "role": signature.signatory_role},
            cited=cited,
        ),
        territory=_named(territory),
    )
