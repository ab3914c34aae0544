"""When news are read, and when sendings are forgotten."""

from commun.core.background import Scheduled, add_scheduled

add_scheduled(Scheduled("webhooks.dispatch", "* * * * *", "commun.webhooks.tasks.dispatch"))
add_scheduled(Scheduled("webhooks.forget", "40 3 * * *", "commun.webhooks.tasks.forget"))
