"""The hours of what a site needs done (`commun.core.background`)."""

from django.conf import settings
from django.db import connection

from commun.core.background import Scheduled, add_scheduled

add_scheduled(
    Scheduled("site.remind", "40 7 * * *", "commun.site.tasks.remind"),
    Scheduled("site.visit_links", "*/10 0-5 * * *", "commun.site.tasks.visit_links"),
    Scheduled("site.forget_personal_data", "0 5 1 * *", "commun.site.tasks.forget_personal_data"),
    Scheduled("site.forget_sessions", "30 4 * * *", "commun.site.tasks.forget_sessions"),
)
if settings.BACKUP_DIR and connection.vendor == "sqlite":
    add_scheduled(Scheduled("site.back_up", "30 1 * * *", "commun.site.tasks.back_up"))
