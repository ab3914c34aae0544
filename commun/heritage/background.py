"""The hours of the work of this app (`commun.core.background`)."""

from commun.core.background import Scheduled, add_scheduled

add_scheduled(
    Scheduled("heritage.read_a_share", "10 2 * * *", "commun.heritage.tasks.read_a_share"),
    Scheduled("heritage.forget_deposits", "50 4 * * *", "commun.heritage.tasks.forget_deposits"),
)
