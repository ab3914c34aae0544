"""The mails that this app adds to `commun send-reminders`."""

from commun.concertations.actions.reminders import send_due
from commun.core.reminders import add_sender

add_sender(send_due)
