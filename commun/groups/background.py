"""The hour of the mails of a day (`commun.core.background`)."""

from commun.core.background import Scheduled, add_scheduled

add_scheduled(Scheduled("groups.daily", "30 7 * * *", "commun.groups.tasks.daily"))
