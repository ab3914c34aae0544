"""Reminders of meetings, sent by `commun send-reminders` too: whichever comes first, each leaves once."""

from commun.agenda.tasks import send_due
from commun.core.reminders import add_sender

add_sender(send_due)
