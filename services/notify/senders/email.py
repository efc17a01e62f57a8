"""Notices by e-mail: one message, made from a template, handed to an SMTP server. It never chooses who is told.

An address goes to the mail server and nowhere else: no error, log line or reason repeats one.
"""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from services.notify.domain.notices import Notice
from services.notify.domain.trying import MARKS, SAYS
from services.notify.domain.wording import plainly, wording_of
from services.notify.ports import AnswerLost, Away, NotAnAddress, Undelivered
from services.notify.senders.captured import CapturedMail, parted
from services.notify.senders.leaving import WayOut
from services.notify.senders.mail_connections import SERVICE_ENDS, MailConnections
from services.notify.senders.recipients import recipients_of, subject_of
from shared.core.errors import Fate

TIMEOUT_SECONDS: Final = 20.0
TEMPLATES: Final = Path(__file__).parents[1] / "templates"
SENDER_NAME: Final = "Hệ thống Thi Đua"
OPEN_IT: Final = {"vi": "Mở văn bản hoặc trang có nội dung này", "en": "Open the paper or page of this"}
BAD_URL: Final = (
    "THIDUA_SMTP_URL is not smtp://user:pass@host:port (or smtps://…; ?starttls=required|never, ?from=ADDRESS), "
    "so no e-mail can be sent. Correct it, or leave it empty to tell people in their inbox alone."
)
NOT_AN_ADDRESS: Final = "Địa chỉ thư không hợp lệ. An address is not valid."
NOT_LET_IN: Final = "Máy chủ thư không cho đăng nhập. The mail server did not let us in."
NOT_REACHED: Final = "Không kết nối được máy chủ thư. The mail server could not be reached."
NO_ANSWER: Final = "Mất liên lạc với máy chủ thư giữa chừng. The mail server fell silent before it answered."

Tls = Literal["from the start", "starttls if offered", "starttls", "never"]


class BadSmtpUrl(ValueError):
    """The address of the mail server cannot be read."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed over, as whom, and in whose name."""

    host: str
    port: int
    tls: Tls
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def from_url(cls, url: str) -> "MailServer":
        """Read `smtp://user:pass@host:port` (`smtps` for TLS from the start). Raises BadSmtpUrl.

        `?starttls=required` or `never`, else it is used where the server offers it; `?from=ADDRESS` is the sender, else
        the user if it is an address, else thidua@host.
        """
        parts = urlsplit(url)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        try:
            port = parts.port or (465 if parts.scheme == "smtps" else 25)
            tls = _tls(parts.scheme, query.get("starttls", ""))
        except (KeyError, ValueError):
            raise BadSmtpUrl(BAD_URL) from None
        if not parts.hostname:
            raise BadSmtpUrl(BAD_URL)
        username = unquote(parts.username or "")
        sender = query.get("from") or (username if "@" in username else f"thidua@{parts.hostname}")
        return cls(parts.hostname, port, tls, sender, username, unquote(parts.password or ""))


def mail_servers(urls: str) -> list[MailServer]:
    """One or several addresses of mail servers, parted by commas, the preferred one first. Raises BadSmtpUrl."""
    return [MailServer.from_url(url.strip()) for url in urls.split(",") if url.strip()]


class EmailSender:
    """Sends notices through one mail server."""

    def __init__(
        self,
        server: MailServer,
        *,
        captured: CapturedMail,
        way_out: WayOut,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._captured = captured
        self._way_out = way_out
        self._trusted = trusted
        self._connections = MailConnections(self._client)
        # Templates are ours, what is put into them is not: it is escaped, and can call nothing.
        self._templates = SandboxedEnvironment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=lambda name: name is not None and name.endswith(".html"),
            undefined=StrictUndefined,
            keep_trailing_newline=True,
        )

    async def send(self, notice: Notice, addresses: Sequence[str], *, name: str) -> None:
        """Hand a notice to the mail server, for all addresses of one recipient called `name`. Raises Undelivered."""
        message = self._message(notice, addresses, name=name)
        people, played = parted(addresses)
        if played:
            self._captured.keep(notice.delivery_id, message.as_bytes())
        if people:
            await self._hand_over(message, people)

    async def end(self) -> None:
        """Take leave of the mail server."""
        await self._connections.end()

    async def _hand_over(self, message: EmailMessage, addresses: list[str]) -> None:
        try:
            async with self._connections.lent() as connection:
                await connection.send_message(message, sender=self._server.sender, recipients=addresses)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            raise _refused(*(one.code for one in refused.recipients)) from None
        except (aiosmtplib.SMTPAuthenticationError, aiosmtplib.SMTPHeloError, aiosmtplib.SMTPConnectResponseError):
            # That is about us and not about the message: it may be put right before the last attempt.
            raise Away(NOT_LET_IN, fate=Fate.LATER) from None
        except aiosmtplib.SMTPResponseException as refused:
            if refused.code == SERVICE_ENDS:
                raise Away(NOT_LET_IN, fate=Fate.LATER) from None
            raise _refused(refused.code) from None
        except aiosmtplib.SMTPConnectError:
            raise Away(NOT_REACHED, fate=Fate.LATER) from None
        except (aiosmtplib.SMTPException, OSError):
            raise AnswerLost(NO_ANSWER, fate=Fate.LATER) from None

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username or None,
            password=server.password or None,
            use_tls=server.tls == "from the start",
            start_tls={"starttls": True, "never": False}.get(server.tls),
            tls_context=self._trusted,
            timeout=TIMEOUT_SECONDS,
        )

    def _message(self, notice: Notice, addresses: Sequence[str], *, name: str) -> EmailMessage:
        language = notice.language
        words = wording_of(notice)
        fields = {
            "recipient": plainly(name),
            "title": words.title,
            "sentences": words.sentences,
            "parts": words.parts,
            "opens": words.opens,
            "open_it": OPEN_IT[language],
            "delivery_id": notice.delivery_id,
            "language": language,
            "tried": SAYS[language] if notice.trial else "",
            **self._way_out.told_in(notice),
        }
        message = EmailMessage(policy=SMTP_POLICY)
        try:
            message["From"] = _sender(self._server.sender)
            message["To"] = recipients_of(name, addresses)
        except (MessageError, ValueError, IndexError):  # whatever the parser stumbles over
            raise NotAnAddress(NOT_AN_ADDRESS, fate=Fate.NEVER) from None
        message["Subject"] = subject_of(f"{MARKS[language]} {words.title}" if notice.trial else words.title)
        # A second copy is the very same message, down to its id: mail systems that look at it keep but one.
        message["Date"] = datetime.fromisoformat(notice.recorded_at)
        message["Message-ID"] = f"<{notice.delivery_id}@{self._server.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = _header("Auto-Submitted", "auto-generated")
        self._way_out.put_into(message, notice)
        message.set_content(self._templates.get_template(f"{language}/notice.txt").render(fields))
        html = self._templates.get_template(f"{language}/notice.html").render(fields)
        message.add_alternative(html, subtype="html")
        message["Content-Language"] = language  # last, else it would go into the first part
        return message


@lru_cache(maxsize=256)  # thousands are told of one thing, and to parse a header takes a fifth of a message's time
def _header(name: str, value: str) -> BaseHeader:
    header: BaseHeader = SMTP_POLICY.header_factory(name, value)
    return header


@lru_cache(maxsize=8)
def _sender(address: str) -> BaseHeader:
    """Raises ValueError, or whatever else the parser stumbles over, where it is no address."""
    return _header("From", str(Address(SENDER_NAME, addr_spec=address)))


def _tls(scheme: str, starttls: str) -> Tls:
    """How a URL wants the connection protected. Raises KeyError."""
    choices: dict[tuple[str, str], Tls] = {
        ("smtps", ""): "from the start",
        ("smtp", ""): "starttls if offered",
        ("smtp", "required"): "starttls",
        ("smtp", "never"): "never",
    }
    return choices[scheme, starttls]


def _refused(*codes: int) -> Undelivered:
    """For good, if the server says so of every address."""
    said = ", ".join(str(code) for code in sorted(set(codes)))
    fate = Fate.NEVER if codes and all(500 <= code <= 599 for code in codes) else Fate.LATER
    return Undelivered(f"Máy chủ thư từ chối (SMTP {said}). The mail server refused (SMTP {said}).", fate=fate)
