"""E-mail through a real SMTP server: what arrives, what is refused for good, what may be tried again."""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deploy.nats.server import free_port
from services.notify.domain.directory import Name
from services.notify.domain.notices import Notice, Story
from services.notify.ports import Undelivered
from services.notify.senders.captured import CapturedMail
from services.notify.senders.email import NOT_LET_IN, BadSmtpUrl, EmailSender, MailServer
from services.notify.senders.leaving import WayOut
from shared.core.errors import Fate
from shared.core.events import Said
from shared.core.values import Language
from tests.integration.mail_server import MailServerHere, parsed

ADDRESS, SECOND = "hctc@vpubnd.example.vn", "van-thu@vpubnd.example.vn"
NAME = "Phòng Hành chính - Tổ chức"
NO_WAY_OUT = WayOut("", lambda _: "")  # nobody said where people reach the installation
STORY = Story(
    topic="candidate.flagged",
    campaign_name=Name("450 ngày đêm xóa nhà tạm, nhà dột nát", "450 days and nights"),
    subject_kind="COLLECTIVE",
    subject_id="hctc",
    subject_name=Name(NAME),
    award="AGENCY_COMMENDATION",
    card="F-GK-COL",
    rule_set="nd98-2023",
    verdict="NEEDS_REVIEW",
    missing=(Said("Chưa có xếp loại năm 2024 <2025>", "No rating on record for 2024"),),
)


def notice(language: Language = "vi") -> Notice:
    return Notice(
        delivery_id="0123456789abcdef0123456789abcdef",
        campaign="hoa-binh-450",
        cause=3_000,
        cause_id="F-GK-COL/COLLECTIVE/hctc@1000.1",
        correlation_id="told-by-hctc",
        traceparent="",
        recorded_at="2025-03-10T02:00:06.000Z",
        recipient="hctc",
        channel="email",
        language=language,
        story=STORY,
    )


@pytest.fixture
def start() -> Iterator[Callable[..., MailServerHere]]:
    servers: list[MailServerHere] = []

    def start_one(**options: Any) -> MailServerHere:
        servers.append(MailServerHere(**options))
        return servers[-1]

    yield start_one
    for server in servers:
        server.stop()


@pytest.fixture
def server(start: Callable[..., MailServerHere]) -> MailServerHere:
    return start()


_leaving: set[asyncio.Task[None]] = set()


def opened(server: MailServer, *, trusted: ssl.SSLContext | None = None, way_out: WayOut = NO_WAY_OUT) -> EmailSender:
    """A sender that takes leave of its mail server when the test's event loop ends."""
    sender = EmailSender(server, captured=CapturedMail(Path("never-made")), way_out=way_out, trusted=trusted)

    async def leave() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await sender.end()

    leaving = asyncio.create_task(leave())
    _leaving.add(leaving)
    leaving.add_done_callback(_leaving.discard)
    return sender


def sender_of(server: MailServerHere, login: str = "") -> EmailSender:
    return opened(MailServer.from_url(server.url(login)))


def text_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


async def test_a_vietnamese_notice_arrives_word_for_word(server: MailServerHere) -> None:
    await sender_of(server).send(notice(), [ADDRESS, SECOND], name=NAME)

    message = server.mailbox.message()
    text = text_of(message, "plain")
    assert message["Subject"] == f"Cần xem xét để bình xét Giấy khen của Thủ trưởng cơ quan: {NAME}"
    assert [a.addr_spec for a in message["To"].addresses] == [ADDRESS, SECOND]
    assert message["From"].addresses[0].display_name == "Hệ thống Thi Đua"
    assert text.startswith(f"Kính gửi: {NAME}\n")
    assert "Nội dung còn thiếu: Chưa có xếp loại năm 2024 <2025>." in text
    assert "chưa phải là quyết định khen thưởng" in text
    assert server.mailbox.envelopes[0].rcpt_tos == [ADDRESS, SECOND]


async def test_an_english_notice_arrives_in_english(server: MailServerHere) -> None:
    await sender_of(server).send(notice("en"), [ADDRESS], name=NAME)

    message = server.mailbox.message()
    assert message["Content-Language"] == "en"
    assert message["Subject"] == f"To be reviewed before a vote, commendation of the head of the agency: {NAME}"
    assert "Campaign: 450 days and nights." in text_of(message, "plain")
    assert "Still missing: No rating on record for 2024." in text_of(message, "plain")


async def test_what_the_log_says_is_escaped_in_html(server: MailServerHere) -> None:
    await sender_of(server).send(notice(), [ADDRESS], name="Phòng <b>Hành chính</b>")

    html = text_of(server.mailbox.message(), "html")
    assert '<html lang="vi">' in html
    assert "năm 2024 &lt;2025&gt;" in html
    assert "Phòng &lt;b&gt;Hành chính&lt;/b&gt;" in html


async def test_a_second_copy_is_the_very_same_message(server: MailServerHere) -> None:
    await sender_of(server).send(notice(), [ADDRESS], name=NAME)
    await sender_of(server).send(notice(), [ADDRESS], name=NAME)

    first, second = [parsed(envelope) for envelope in server.mailbox.envelopes]
    assert first["Message-ID"] == second["Message-ID"] == f"<{notice().delivery_id}@vpubnd.example.vn>"
    assert first["Date"] == second["Date"]


@pytest.mark.parametrize(
    ("answer", "fate"),
    [("550 5.1.1 no such message", Fate.NEVER), ("451 4.3.0 try later", Fate.LATER)],
)
async def test_a_refused_message_says_whether_it_may_be_tried_again(
    server: MailServerHere, answer: str, fate: Fate
) -> None:
    server.mailbox.to_message = [answer]

    with pytest.raises(Undelivered) as refused:
        await sender_of(server).send(notice(), [ADDRESS], name=NAME)

    assert refused.value.fate is fate
    assert f"(SMTP {answer[:3]})" in refused.value.reason


async def test_a_reason_never_holds_an_address_though_the_servers_answer_does(server: MailServerHere) -> None:
    server.mailbox.to_address = {ADDRESS: f"550 5.1.1 <{ADDRESS}> is unknown"}

    with pytest.raises(Undelivered) as refused:
        await sender_of(server).send(notice(), [ADDRESS], name=NAME)

    assert refused.value.fate is Fate.NEVER
    assert "@" not in refused.value.reason
    assert ADDRESS not in repr(refused.value.__cause__)


async def test_one_address_of_two_is_enough(server: MailServerHere) -> None:
    server.mailbox.to_address = {SECOND: "550 5.1.1 unknown"}

    await sender_of(server).send(notice(), [ADDRESS, SECOND], name=NAME)

    assert server.mailbox.envelopes[0].rcpt_tos == [ADDRESS]


async def test_two_refused_addresses_may_be_tried_again_if_one_of_them_may(server: MailServerHere) -> None:
    server.mailbox.to_address = {ADDRESS: "450 4.2.0 busy", SECOND: "550 5.1.1 unknown"}

    with pytest.raises(Undelivered, match="SMTP 450, 550") as refused:
        await sender_of(server).send(notice(), [ADDRESS, SECOND], name=NAME)

    assert refused.value.fate is Fate.LATER


async def test_a_server_that_is_not_there_may_be_tried_again() -> None:
    sender = opened(MailServer.from_url(f"smtp://127.0.0.1:{free_port()}"))

    with pytest.raises(Undelivered) as refused:
        await sender.send(notice(), [ADDRESS], name=NAME)

    assert refused.value.fate is Fate.LATER


@pytest.mark.parametrize("address", ["no address", "a@b.vn, c@d.vn", "a@b.vn\r\nBcc: c@d.vn", "<>", "@", "a@"])
async def test_what_is_no_address_is_given_up_at_once(server: MailServerHere, address: str) -> None:
    with pytest.raises(Undelivered) as refused:
        await sender_of(server).send(notice(), [address], name=NAME)

    assert refused.value.fate is Fate.NEVER
    assert server.mailbox.envelopes == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
async def test_it_signs_in_and_a_wrong_password_may_be_put_right(start: Callable[..., MailServerHere]) -> None:
    def authenticate(*arguments: Any) -> AuthResult:
        login = arguments[-1]
        assert isinstance(login, LoginPassword)
        known = (login.login, login.password) == (b"thidua", "mật khẩu/1".encode())
        return AuthResult(success=known, handled=False)

    server = start(authenticator=authenticate, auth_required=True, auth_require_tls=False)
    wrong, right = sender_of(server, "thidua:wrong@"), sender_of(server, "thidua:m%E1%BA%ADt%20kh%E1%BA%A9u%2F1@")

    with pytest.raises(Undelivered) as refused:
        await wrong.send(notice(), [ADDRESS], name=NAME)
    await right.send(notice(), [ADDRESS], name=NAME)

    assert (refused.value.fate, refused.value.reason) == (Fate.LATER, NOT_LET_IN)
    assert len(server.mailbox.envelopes) == 1


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of this machine, signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encodings = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = tmp_path_factory.mktemp("tls") / "pair.pem"
    path.write_bytes(key.private_bytes(*encodings) + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize("starttls", ["", "required"])
async def test_starttls_is_used_where_it_is_offered_and_an_unknown_certificate_is_not_trusted(
    start: Callable[..., MailServerHere], certificate: Path, starttls: str
) -> None:
    offered = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    offered.load_cert_chain(certificate)
    server = start(tls_context=offered, require_starttls=True)
    mail_server = MailServer.from_url(f"smtp://127.0.0.1:{server.port}?starttls={starttls}")
    trusting = opened(mail_server, trusted=ssl.create_default_context(cafile=certificate))

    with pytest.raises(Undelivered) as refused:
        await opened(mail_server).send(notice(), [ADDRESS], name=NAME)
    await trusting.send(notice(), [ADDRESS], name=NAME)

    assert refused.value.fate is Fate.LATER
    assert len(server.mailbox.envelopes) == 1


async def test_a_server_without_starttls_gets_nothing_where_it_is_required(server: MailServerHere) -> None:
    mail_server = MailServer.from_url(f"smtp://127.0.0.1:{server.port}?starttls=required")

    with pytest.raises(Undelivered) as refused:
        await opened(mail_server).send(notice(), [ADDRESS], name=NAME)

    assert refused.value.fate is Fate.LATER
    assert server.mailbox.envelopes == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.vn", MailServer("mail.example.vn", 25, "starttls if offered", "thidua@mail.example.vn")),
        ("smtps://u:p@m.vn", MailServer("m.vn", 465, "from the start", "thidua@m.vn", "u", "p")),
        (
            "smtp://a%40b.vn:p%3A@m.vn:587?starttls=required",
            MailServer("m.vn", 587, "starttls", "a@b.vn", "a@b.vn", "p:"),
        ),
        ("smtp://m.vn?starttls=never&from=x@y.vn", MailServer("m.vn", 25, "never", "x@y.vn")),
    ],
)
def test_a_mail_server_is_read_from_its_url(url: str, expected: MailServer) -> None:
    assert MailServer.from_url(url) == expected


@pytest.mark.parametrize(
    "url", ["", "mail.example.vn:25", "http://m.vn", "smtp://", "smtp://m.vn:port", "smtp://m?starttls=x"]
)
def test_a_url_that_is_none_says_what_to_do_and_repeats_no_password(url: str) -> None:
    with pytest.raises(BadSmtpUrl, match="Correct it, or leave it empty"):
        MailServer.from_url(url)


def test_a_password_is_not_shown() -> None:
    assert "geheim" not in repr(MailServer.from_url("smtp://u:geheim@m.vn"))


async def test_many_at_once_all_arrive(server: MailServerHere) -> None:
    sender = sender_of(server)

    await asyncio.gather(*(sender.send(notice(), [ADDRESS], name=NAME) for _ in range(20)))

    assert len(server.mailbox.envelopes) == 20


async def test_messages_one_after_another_go_through_one_connection(server: MailServerHere) -> None:
    sender = sender_of(server)

    for _ in range(3):
        await sender.send(notice(), [ADDRESS], name=NAME)

    assert (len(server.mailbox.envelopes), server.mailbox.greeted) == (3, 1)


async def test_a_message_that_was_refused_leaves_its_connection_for_the_next(server: MailServerHere) -> None:
    sender = sender_of(server)
    server.mailbox.to_message = ["550 5.7.1 no"]

    with pytest.raises(Undelivered):
        await sender.send(notice(), [ADDRESS], name=NAME)
    await sender.send(notice(), [ADDRESS], name=NAME)

    assert (len(server.mailbox.envelopes), server.mailbox.greeted) == (1, 1)


async def test_a_connection_that_the_server_closed_meanwhile_is_no_lost_answer(server: MailServerHere) -> None:
    sender = sender_of(server)
    server.mailbox.hangs_up = True

    for _ in range(2):
        await sender.send(notice(), [ADDRESS], name=NAME)

    assert (len(server.mailbox.envelopes), server.mailbox.greeted) == (2, 2)


async def test_many_at_once_take_as_many_connections_and_those_that_follow_take_none(server: MailServerHere) -> None:
    sender = sender_of(server)

    for _ in range(2):
        await asyncio.gather(*(sender.send(notice(), [ADDRESS], name=NAME) for _ in range(8)))

    assert (len(server.mailbox.envelopes), server.mailbox.greeted) == (16, 8)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param('Hội "Chữ thập đỏ", tỉnh', 'Hội "Chữ thập đỏ", tỉnh', id="quotes and commas"),
        pytest.param("Phòng\r\nBcc: d@e.vn", "Phòng Bcc: d@e.vn", id="lines"),
        pytest.param("", "", id="none"),
    ],
)
async def test_a_name_is_shown_as_it_is_and_is_never_a_header_of_its_own(
    server: MailServerHere, name: str, shown: str
) -> None:
    await sender_of(server).send(notice(), [ADDRESS], name=name)

    message = server.mailbox.message()
    assert [(one.display_name, one.addr_spec) for one in message["To"].addresses] == [(shown, ADDRESS)]
    assert message["Bcc"] is None


async def test_a_long_name_is_encoded_in_words_as_long_as_a_mail_server_takes(server: MailServerHere) -> None:
    name = "Ban Chỉ đạo triển khai phong trào xóa nhà tạm, nhà dột nát trên địa bàn tỉnh " * 2

    await sender_of(server).send(notice(), [ADDRESS], name=name)

    content = server.mailbox.envelopes[0].content
    assert isinstance(content, bytes)
    head = content.partition(b"\r\nSubject:")[0].partition(b"\r\nTo: ")[2]
    words = [line.strip() for line in head.split(b"\r\n")]
    assert max(map(len, words)) <= 75
    assert str(make_header(decode_header(b" ".join(words[:-1]).decode()))) == name.strip()
