"""The hour of the reminders (`commun.core.background`)."""

from commun.core.background import Scheduled, add_scheduled

add_scheduled(Scheduled("agenda.remind", "0 8 * * *", "commun.agenda.tasks.remind"))
