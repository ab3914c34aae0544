"""Handing a mail to the server, so that it leaves once: said to have left at the last instant before it does.

SMTP has an instant at which a mail is the server's: the lone dot that ends it. What was sent before is thrown away by
the server when the connection breaks. So the row is claimed between the text and the dot: a process killed before it
leaves a mail to be sent, one killed after it leaves a mail that has gone. What was claimed and did not leave is taken
back when the batch is run again on the machine that claimed it (`commun.following.departures`): only a machine lost
meanwhile, or a process killed between two calls to the system, loses one mail; none is ever sent twice.
"""

import logging
import re
import smtplib
import socket
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

logger = logging.getLogger(__name__)
_LINE_WITH_DOT = re.compile(rb"(?m)^\.")


class Refused(Exception):
    """The server does not want this mail. `is_lasting` when it never will (5xx)."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}"[:200])
        self.is_lasting = 500 <= code < 600


class _GoneMeanwhile(Exception):
    """Another process has sent it: the text handed over is dropped."""


class _LastMoment(smtplib.SMTP):
    """Asks `claim` between the text and its final dot."""

    claim: Callable[[], bool]
    was_claimed = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.putcmd("data")
        code, reply = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        # The dot goes by itself: without this the system keeps it until the server says that it has the text, which a
        # server says 40 ms later (Nagle’s algorithm meets delayed acknowledgements).
        assert self.sock is not None
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        text = _LINE_WITH_DOT.sub(b"..", msg)
        self.send(text if text.endswith(b"\r\n") else text + b"\r\n")
        try:
            self.was_claimed = self.claim()
        finally:
            if not self.was_claimed:
                # Closed without the dot: the server throws away what it was given, and waits for no more of it.
                self.close()
        if not self.was_claimed:
            raise _GoneMeanwhile
        self.send(b".\r\n")
        return self.getreply()


class _LastMomentTLS(_LastMoment, smtplib.SMTP_SSL):
    pass


class _Backend(smtp.EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _LastMomentTLS if self.use_ssl else _LastMoment


class Postman:
    """One connection for many mails. What is not SMTP (files, memory) has the mail claimed before it is sent."""

    def __init__(self) -> None:
        backend = mail.get_connection()
        self._backend = _Backend() if isinstance(backend, smtp.EmailBackend) else backend

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type | None, _fault: BaseException | None, _trace: TracebackType | None) -> None:
        self._close()

    def send(self, message: EmailMessage, *, claim: Callable[[], bool], unclaim: Callable[[], object]) -> bool:
        """Whether it left now; not when `claim` says that it has gone already.

        Raises Refused when the server refuses this mail, OSError when there is no speaking to it: it has not left.
        A server that broke off after the dot has most probably taken the mail: it is said to have left.
        """
        if not isinstance(self._backend, _Backend):
            return self._send_elsewhere(message, claim, unclaim)
        self._backend.open()
        connection = self._backend.connection
        assert isinstance(connection, _LastMoment)
        connection.claim, connection.was_claimed = claim, False
        sender, recipients = message.from_email, message.recipients()
        try:
            connection.sendmail(sender, recipients, _bytes(message))
        except _GoneMeanwhile:
            self._close()
            return False
        except smtplib.SMTPRecipientsRefused as fault:
            code, text = next(iter(fault.recipients.values()))
            raise Refused(code, _readable(text)) from None
        except smtplib.SMTPResponseException as fault:
            if connection.was_claimed:
                unclaim()
            if isinstance(fault, smtplib.SMTPSenderRefused):
                # Says nothing against the reader: our own address, or too much at once.
                self._close()
                raise
            if fault.smtp_code == 421:
                self._close()
            raise Refused(fault.smtp_code, _readable(fault.smtp_error)) from None
        except OSError:
            self._close()
            if not connection.was_claimed:
                raise
            logger.warning("The mail server broke off after a mail: it is said to have left")
        return True

    def _send_elsewhere(self, message: EmailMessage, claim: Callable[[], bool], unclaim: Callable[[], object]) -> bool:
        if not claim():
            return False
        try:
            self._backend.send_messages([message])
        except OSError:
            unclaim()
            raise
        return True

    def _close(self) -> None:
        if isinstance(self._backend, _Backend) and self._backend.connection is not None:
            connection, self._backend.connection = self._backend.connection, None
            try:
                if connection.sock is not None:
                    connection.quit()
            except OSError:
                connection.close()
        elif not isinstance(self._backend, _Backend):
            self._backend.close()


def _bytes(message: EmailMessage) -> bytes:
    made: Any = message.message()  # Django's own, which knows line ends
    written: bytes = made.as_bytes(linesep="\r\n")
    return written


def _readable(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text
