"""Mail leaves after the commit, and a mail server that does not answer never undoes nor breaks what was done."""

import logging
from collections.abc import Callable, Iterable

from django.core.mail import EmailMessage
from django.db import transaction

logger = logging.getLogger(__name__)


def send(mails: Iterable[EmailMessage], *, what: str) -> bool:
    """Whether they all left. The log says which kind of mail failed and how, never to whom."""
    try:
        for mail in mails:
            mail.send()
    except OSError as error:  # smtplib's own errors are among them
        logger.warning("Mail not sent: %s (%s)", what, type(error).__name__)
        return False
    return True


def send_after_commit(
    make: Callable[[], Iterable[EmailMessage]], *, what: str, if_not_sent: Callable[[], None] = lambda: None
) -> None:
    """Send what `make` writes once the transaction is certain; `if_not_sent` lets the caller tell the person."""

    def deliver() -> None:
        if not send(make(), what=what):
            if_not_sent()

    transaction.on_commit(deliver)
