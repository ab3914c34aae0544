"""A real mail server on this machine: what it took, and what it refuses."""

import socket
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message

from aiosmtpd.controller import Controller


@dataclass
class Postbox:
    """`refuses` gives the answer to a recipient, `ends` the answer to a whole mail; None takes it."""

    envelopes: list = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    ends: list[str] = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        if self.ends:
            return self.ends.pop(0)
        self.envelopes.append(envelope)
        return "250 OK"

    @property
    def mails(self) -> list[Message]:
        return [message_from_bytes(one.content, policy=policy.default) for one in self.envelopes]

    def to(self, address: str) -> list[Message]:
        return [mail for mail in self.mails if mail["To"] == address]


def open_postbox() -> tuple[Postbox, Controller]:
    postbox = Postbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    return postbox, controller
