"""A real SMTP server in a thread, with the mailbox it fills. It knows no notice."""

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.nats.server import free_port


class Mailbox:
    """What an SMTP server was given; it refuses some addresses, and as many messages as there are refusals."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.to_address: dict[str, str] = {}
        self.to_message: list[str] = []
        self.hangs_up = False  # after each message
        self.greeted = 0  # connections

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.greeted += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        refusal = self.to_address.get(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.hangs_up and server.transport is not None:
            asyncio.get_running_loop().call_soon(server.transport.close)  # once the answer is out
        if self.to_message:
            return self.to_message.pop(0)
        self.envelopes.append(envelope)
        return "250 OK"

    def message(self) -> EmailMessage:
        """The one message that arrived."""
        (envelope,) = self.envelopes
        return parsed(envelope)


def parsed(envelope: Envelope) -> EmailMessage:
    """What was sent, as a message."""
    assert isinstance(envelope.content, bytes)
    return message_from_bytes(envelope.content, policy=policy.default)


class MailServerHere:
    """A real SMTP server on this machine, with its mailbox."""

    def __init__(self, port: int = 0, **options: Any) -> None:
        self.mailbox = Mailbox()
        self.port = port or free_port()
        self.controller = Controller(self.mailbox, hostname="127.0.0.1", port=self.port, **options)
        self.controller.start()

    def url(self, login: str = "") -> str:
        """What THIDUA_SMTP_URL would be; `login` is empty, or `user:password@`."""
        return f"smtp://{login}127.0.0.1:{self.port}?from=thidua@vpubnd.example.vn"

    def stop(self) -> None:
        """End it."""
        self.controller.stop()
