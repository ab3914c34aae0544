"""The hour at which the network's file is read (`commun.core.background`)."""

from commun.core.background import Scheduled, add_scheduled

add_scheduled(Scheduled("library.fetch", "30 5 * * *", "commun.library.tasks.fetch"))
