"""The hour of the mails of a day (`commun.core.background`)."""

from django.conf import settings

from commun.core.background import Scheduled, add_scheduled

add_scheduled(Scheduled("groups.daily", "30 7 * * *", "commun.groups.tasks.daily"))
if settings.REPLY_MAILDIR:
    add_scheduled(Scheduled("groups.receive", "* * * * *", "commun.groups.receiving.receive_answers"))
