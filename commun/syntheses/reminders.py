"""What this app adds to `commun send-reminders`: its mails, and the flags that no action of ours raised."""

import datetime

from commun.core.reminders import Report, add_sender
from commun.syntheses import mails
from commun.syntheses.actions import flags


def look_again(*, on: datetime.date, dry_run: bool) -> Report:
    """A sentence may have changed by another way than our actions (a restored copy, an import): look at all, daily."""
    if not dry_run:
        flags.raise_for()
    return Report()


add_sender(look_again)
add_sender(mails.send_due)
