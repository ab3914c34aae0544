"""Mails of labels that wait on the queue: a server that is down is asked again, and nobody is written to twice."""

from datetime import timedelta
from functools import partial

from django.utils.translation import gettext_lazy as t

from commun.core.background import task
from commun.core.reminders import send_once
from commun.labels import mails
from commun.labels.models import Juror, JurorMailOnce


class NotSent(Exception):
    """The mail is still to be sent: the task is tried again."""


@task(title=t("Jury d’un label : écrire à qui l’on propose de siéger"), limit=timedelta(minutes=2))
def invite(juror: int) -> int:
    """Nothing leaves to whoever has answered meanwhile, was taken off, or left the site."""
    asked = Juror.objects.filter(pk=juror, accepted_at=None, call__settled_at=None, user__is_active=True)
    seat = asked.select_related("call__label", "user").first()
    if seat is None or seat.user is None:
        return 0
    report = send_once(JurorMailOnce, {"juror": seat}, seat.user.email, partial(mails.invitation, seat))
    if report.failed:
        raise NotSent
    return report.sent
