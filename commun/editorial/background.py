"""The hours of this app (`commun.core.background`)."""

from commun.core.background import Scheduled, add_scheduled

add_scheduled(Scheduled("editorial.hours", "* * * * *", "commun.editorial.tasks.keep_hours"))
