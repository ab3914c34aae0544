"""What the concertations of a person's territories wait for; "À faire" shows it with the rest (`accounts.desk`)."""

import datetime
from collections.abc import Iterable, Sequence

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.desk import SOON, Desk, Task, add_tasks
from commun.accounts.enums import Permission
from commun.concertations import canevas, lifecycle
from commun.concertations.canevas import Section
from commun.concertations.enums import Moderation, PledgeState
from commun.concertations.models import Concertation, FollowUp, ParticipantView, Pledge
from commun.concertations.places import pledge_url
from commun.concertations.queries.workspace import records_led_by

Records = Sequence[Concertation]


def charter_to_sign(desk: Desk) -> Iterable[Task]:
    signed = set(
        Pledge.objects.filter(territory__in=desk.territories, state=PledgeState.SIGNED).values_list(
            "territory_id", flat=True
        )
    )
    for territory in desk.where(Permission.PLEDGE_SIGN):
        if territory.pk not in signed:
            yield Task(_("Signer la charte"), territory.name, pledge_url(territory))


def next_steps(desk: Desk, records: Records) -> Iterable[Task]:
    """A step that nothing prevents any more: someone has only to take it."""
    lifecycle.count_around(records)
    for record in records:
        step = lifecycle.next_step(record)
        if step is None or not desk.may(step.permission, record.territory_id) or step.missing(record):
            continue
        yield Task(
            _("Prêt : %(step)s") % {"step": step.label},
            record.title,
            reverse("concertations:workspace", args=[record.slug]),
        )


def sections_to_complete(desk: Desk, records: Records) -> Iterable[Task]:
    for record in records:
        if not desk.may(Permission.CONCERTATION_EDIT, record.territory_id):
            continue
        for section in Section:
            missing = len(canevas.completeness(record, section).missing)
            if missing:
                text = ngettext(
                    "Compléter « %(section)s » : %(count)d champ manque",
                    "Compléter « %(section)s » : %(count)d champs manquent",
                    missing,
                )
                yield Task(
                    text % {"section": section.title, "count": missing},
                    record.title,
                    reverse("concertations:workspace_section", args=[record.slug, section.value]),
                )


def answers_due(desk: Desk, records: Records) -> Iterable[Task]:
    for record in records:
        waiting = record.propositions_count - record.answered_count
        if not record.is_clock_running or not waiting:
            continue
        if not desk.may(Permission.ANSWER_PUBLISH, record.territory_id):
            continue
        text = ngettext(
            "%(count)d proposition attend sa réponse", "%(count)d propositions attendent leur réponse", waiting
        )
        yield Task(
            text % {"count": waiting},
            record.title,
            reverse("concertations:answers", args=[record.slug]),
            due_on=record.answer_due_on,
            level=desk.level(record.answer_due_on),
        )


def promises_due(desk: Desk, records: Records) -> Iterable[Task]:
    """Promised actions that are late or come due soon, one line for each concertation."""
    by_key = {record.pk: record for record in records}
    soon = desk.on + datetime.timedelta(days=SOON)
    due = (
        FollowUp.objects.filter(proposition__concertation__in=by_key, due_on__lte=soon)
        .open()
        .values("proposition__concertation")
        .annotate(count=Count("pk"), first=Min("due_on"))
        .order_by("first")
    )
    for row in due:
        record = by_key[row["proposition__concertation"]]
        if not desk.may(Permission.ANSWER_PUBLISH, record.territory_id):
            continue
        text = ngettext(
            "%(count)d promesse en retard ou bientôt échue",
            "%(count)d promesses en retard ou bientôt échues",
            row["count"],
        )
        yield Task(
            text % {"count": row["count"]},
            record.title,
            reverse("concertations:follow_ups", args=[record.slug]),
            due_on=row["first"],
            level=desk.level(row["first"]),
        )


def views_to_read(desk: Desk) -> Iterable[Task]:
    """Participants' views that wait to be read before they are shown: the network's task."""
    if Permission.NETWORK_COORDINATE not in desk.user.network_permissions():
        return
    count = ParticipantView.objects.filter(moderation=Moderation.PENDING).count()
    if count:
        text = ngettext("%(count)d avis de participant à relire", "%(count)d avis de participants à relire", count)
        yield Task(text % {"count": count}, _("Réseau"), reverse("concertations:participant_views"))


def records_of_desk(desk: Desk) -> Iterable[Task]:
    """What is due in the concertations that the person's territories lead. Seven queries."""
    records = records_led_by(territories=desk.territories)
    yield from answers_due(desk, records)
    yield from promises_due(desk, records)
    yield from next_steps(desk, records)
    yield from sections_to_complete(desk, records)


add_tasks(charter_to_sign, order=10)
add_tasks(views_to_read, order=30)
add_tasks(records_of_desk, order=90)
