"""The hours of the mails of this app (`commun.core.background`)."""

from django.conf import settings

from commun.core.background import Scheduled, add_scheduled

add_scheduled(
    Scheduled("following.spread", "* * * * *", "commun.following.tasks.spread"),
    Scheduled("following.look", "*/10 * * * *", "commun.following.tasks.look"),
    Scheduled("following.weekly", "0 7 * * 1", "commun.following.tasks.weekly"),
    Scheduled("following.due", "10 7 * * 1", "commun.following.tasks.due"),
    Scheduled("following.quarterly", "0 8 5 1,4,7,10 *", "commun.following.tasks.quarterly"),
    Scheduled("following.forget", "40 4 * * *", "commun.following.tasks.forget"),
)
if settings.BOUNCE_MAILDIR:
    add_scheduled(Scheduled("following.read_bounces", "* * * * *", "commun.following.tasks.read_bounces"))
