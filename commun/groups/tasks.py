"""Telling members what was written: each message, or once a day; to each person once."""

from datetime import datetime, timedelta
from functools import partial

from django.utils.translation import gettext_lazy as t

from commun.core.background import task
from commun.core.reminders import Report, send_once
from commun.groups import mails
from commun.groups.enums import Notify
from commun.groups.models import GroupMailOnce, GroupMember, GroupMessage

MOST_OF_A_DAY = 100


class NotAllSent(Exception):
    """Some mails are still to be sent: the task is tried again for those alone."""


@task(title=t("Message d’un groupe : prévenir les membres"), limit=timedelta(minutes=20))
def tell(message: int) -> int:
    """To those who want each message, but not its author; of one withdrawn meanwhile, nothing leaves."""
    one = GroupMessage.objects.select_related("thread", "author").filter(pk=message).exclude(body="").first()
    if one is None:
        return 0
    report = Report()
    rows = GroupMember.objects.filter(group=one.thread.group_id, notify=Notify.EACH, user__is_active=True)
    for member in rows.exclude(user=one.author_id).select_related("user", "group"):
        key = {"group": member.group, "what": f"message/{one.pk}"}
        report += send_once(GroupMailOnce, key, member.user.email, partial(mails.message, one, to=member))
    if report.failed:
        raise NotAllSent
    return report.sent


@task(title=t("Groupes : les discussions du jour"), limit=timedelta(minutes=20))
def daily(slot: str) -> int:
    """What was written since the last mail of this kind, whenever that was; nothing on a day without news."""
    until = datetime.fromisoformat(slot)
    report = Report()
    rows = GroupMember.objects.filter(notify=Notify.DAILY, user__is_active=True, told_until__lt=until)
    for member in rows.select_related("user", "group").order_by("pk"):
        found = GroupMessage.objects.filter(
            thread__group=member.group_id, at__gt=member.told_until, at__lte=until
        ).exclude(body="")
        others = list(found.exclude(author=member.user_id).select_related("thread", "author")[:MOST_OF_A_DAY])
        sent = Report()
        if others:
            key = {"group": member.group, "what": f"jour/{until.date().isoformat()}"}
            sent = send_once(GroupMailOnce, key, member.user.email, partial(mails.digest, others, to=member))
        report += sent
        if not sent.failed:
            GroupMember.objects.filter(pk=member.pk).update(told_until=until)
    if report.failed:
        raise NotAllSent
    return report.sent
