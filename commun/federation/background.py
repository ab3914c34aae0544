"""When other sites are read: every quarter of an hour, those whose own hour has come."""

from commun.core.background import Scheduled, add_scheduled

add_scheduled(Scheduled("federation.harvest", "*/15 * * * *", "commun.federation.tasks.enqueue_due"))
