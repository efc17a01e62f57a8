"""The file of channels (THIDUA_CHANNELS): who is told by what besides e-mail, and with which secret. It sends nothing.

Secrets stand in files of their own, by their paths; neither a secret nor an address is repeated in an error.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import yaml

from services.notify.senders.apprise_sender import BadAppriseAddress, service_of
from services.notify.senders.apprise_services import ALLOWED, scheme_of
from services.notify.senders.channels_file import (
    AppriseEntry,
    BouncesEntry,
    ChannelsFile,
    TelegramEntry,
    WebhookEntry,
    WebPushEntry,
    ZaloEntry,
)
from services.notify.senders.outward import BadAddress, Outward
from services.notify.senders.paced import LIMITS, Limit
from services.notify.senders.push_message import BadVapidKey, VapidKey
from services.notify.senders.telegram import TOKEN, Bot
from services.notify.senders.webhook import BadSecret, Endpoint, secret_of
from services.notify.senders.zalo import PHONE, Account, Follower, Phone, Template
from shared.core.values import Channel


class BadChannels(ValueError):
    """The file of channels cannot be used: `vi` and the text say which part of it, and what to do."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi


@dataclass(frozen=True, slots=True)
class Channels:
    """What the file says, with its secrets read; nothing of it where there is no file."""

    hosts_allowed: frozenset[str] = frozenset()
    webhooks: Mapping[str, Endpoint] = field(default_factory=dict)
    bot: Bot | None = None
    apprise: Mapping[str, str] = field(default_factory=dict, repr=False)
    zalo: Account | None = None
    vapid: VapidKey | None = None
    limits: Mapping[Channel, Limit] = field(default_factory=lambda: dict(LIMITS))
    bounce_keys: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def read(cls, path: Path) -> "Channels":
        """Read a file and the secrets that it names, whose paths begin in its folder. Raises BadChannels."""
        try:
            written = msgspec.convert(yaml.safe_load(path.read_text("utf-8")) or {}, ChannelsFile)
        except OSError:
            raise _cannot_read(path) from None
        except (yaml.YAMLError, UnicodeDecodeError):
            raise BadChannels(f"{path}: không phải YAML hợp lệ.", f"{path} is not valid YAML.") from None
        except msgspec.ValidationError as error:
            raise BadChannels(f"{path}: {error}", f"{path}: {error}") from None
        _once(path, [one.recipient for one in written.webhooks], "webhooks")
        _once(path, [one.recipient for one in written.apprise], "apprise")
        outward = Outward(written.hosts_allowed)
        return cls(
            hosts_allowed=frozenset(host.lower() for host in written.hosts_allowed),
            webhooks={one.recipient: _endpoint(path, one, outward) for one in written.webhooks},
            bot=None if written.telegram is None else _bot(path, written.telegram, outward),
            apprise={one.recipient: _service(path, one) for one in written.apprise},
            zalo=None if written.zalo is None else _account(path, written.zalo, outward),
            vapid=None if written.webpush is None else _vapid(path, written.webpush),
            bounce_keys=() if written.bounces is None else _bounce_keys(path, written.bounces),
            limits={**LIMITS, **{one.channel: Limit(one.notices, one.seconds) for one in written.limits}},
        )

    @property
    def outside(self) -> dict[str, tuple[Channel, ...]]:
        """By which channels each recipient is reached."""
        found: dict[str, list[Channel]] = defaultdict(list)
        named: tuple[tuple[Channel, Iterable[str]], ...] = (
            ("webhook", self.webhooks),
            ("telegram", self.bot.chats if self.bot else ()),
            ("apprise", self.apprise),
            ("zalo", self.zalo.people if self.zalo else ()),
        )
        for channel, recipients in named:
            for recipient in recipients:
                found[recipient].append(channel)
        return {recipient: tuple(channels) for recipient, channels in found.items()}


def _endpoint(path: Path, entry: WebhookEntry, outward: Outward) -> Endpoint:
    lines = _secret_lines(path.parent / entry.secret_file)
    try:
        return Endpoint(outward.checked(entry.url), tuple(map(secret_of, lines)))
    except BadAddress:
        raise BadChannels(
            f"{path}: địa chỉ webhook của {entry.recipient} phải là https://, không kèm mật khẩu; http:// chỉ dùng "
            "được cho máy chủ có tên trong hosts_allowed.",
            f"{path}: the webhook of {entry.recipient} must be https:// without a password; http:// is for a host that "
            "hosts_allowed names.",
        ) from None
    except BadSecret:
        raise BadChannels(
            f"{path}: khóa ký webhook của {entry.recipient} phải là whsec_ và 24 đến 64 byte dạng base64, mỗi dòng một "
            "khóa.",
            f"{path}: the webhook secret of {entry.recipient} must be whsec_ and 24 to 64 bytes in base64, one a line.",
        ) from None


def _bot(path: Path, entry: TelegramEntry, outward: Outward) -> Bot:
    _once(path, [one.recipient for one in entry.chats], "telegram")
    token = os.environ.get(entry.token_env, "") if entry.token_env else _secret_lines(path.parent / entry.token_file)[0]
    if not TOKEN.fullmatch(token):
        raise BadChannels(
            f"{path}: mã của bot Telegram (token_file hoặc token_env) phải có dạng 123456:ABC…, như BotFather đã cấp.",
            f"{path}: the token of the Telegram bot (token_file or token_env) must look like 123456:ABC…, as BotFather "
            "gave it.",
        )
    try:
        base_url = outward.checked(entry.base_url)
    except BadAddress:
        raise BadChannels(
            f"{path}: base_url của Telegram phải là https://; http:// chỉ dùng cho máy chủ có tên trong hosts_allowed.",
            f"{path}: the base_url of Telegram must be https://; http:// is for a host that hosts_allowed names.",
        ) from None
    return Bot(token, {one.recipient: one.chat_id for one in entry.chats}, base_url)


def _account(path: Path, entry: ZaloEntry, outward: Outward) -> Account:
    _once(path, [one.recipient for one in entry.people], "zalo")
    token_file = path.parent / entry.token_file
    _secret_lines(token_file)
    for one in entry.people:
        if bool(one.user_id) is bool(one.phone) or (one.phone and not (PHONE.fullmatch(one.phone) and entry.zns)):
            raise BadChannels(
                f"{path}: địa chỉ Zalo của {one.recipient} phải là user_id, hoặc phone dạng 84912345678 kèm mẫu zns.",
                f"{path}: the Zalo address of {one.recipient} must be a user_id, or a phone as 84912345678 with zns.",
            )
    try:
        urls = outward.checked(entry.base_url), outward.checked(entry.zns_url)
    except BadAddress:
        raise BadChannels(
            f"{path}: base_url và zns_url của Zalo phải là https://; http:// chỉ dùng cho máy chủ trong hosts_allowed.",
            f"{path}: the base_url and zns_url of Zalo must be https://; http:// is for hosts in hosts_allowed.",
        ) from None
    people = {one.recipient: Follower(one.user_id) if one.user_id else Phone(one.phone) for one in entry.people}
    template = None if entry.zns is None else Template(entry.zns.template_id, entry.zns.fields)
    return Account(token_file, people, template, *urls)


def _vapid(path: Path, entry: WebPushEntry) -> VapidKey:
    try:
        key = VapidKey.from_pem((path.parent / entry.key_file).read_bytes(), entry.contact)
    except OSError:
        raise _cannot_read(path.parent / entry.key_file) from None
    except BadVapidKey:
        raise BadChannels(
            f"{path}: key_file của webpush phải là khóa riêng P-256 dạng PEM.",
            f"{path}: the key_file of webpush must be a private key of P-256 in PEM.",
        ) from None
    if not entry.contact.startswith(("mailto:", "https://")):
        raise BadChannels(
            f"{path}: contact của webpush phải là mailto:… hoặc https://….",
            f"{path}: the contact of webpush must be mailto:… or https://….",
        )
    return key


def _service(path: Path, entry: AppriseEntry) -> str:
    url = _secret_lines(path.parent / entry.url_file)[0]
    try:
        service_of(url)
    except BadAppriseAddress:
        scheme = scheme_of(url)
        allowed = scheme in ALLOWED
        raise BadChannels(
            f"{path}: địa chỉ Apprise của {entry.recipient} "
            + (f"({scheme}://…) không dùng được." if allowed else "thuộc dịch vụ không được phép dùng ở đây."),
            f"{path}: the Apprise address of {entry.recipient} "
            + (f"({scheme}://…) cannot be used." if allowed else "is of a service that may not be used here."),
        ) from None
    return url


def _bounce_keys(path: Path, entry: BouncesEntry) -> tuple[str, ...]:
    lines = _secret_lines(path.parent / entry.secret_file)
    try:
        for line in lines:
            secret_of(line)
    except BadSecret:
        raise BadChannels(
            f"{path}: khóa của bounces phải là whsec_ và 24 đến 64 byte dạng base64, mỗi dòng một khóa.",
            f"{path}: the secret of bounces must be whsec_ and 24 to 64 bytes in base64, one a line.",
        ) from None
    return tuple(lines)


def _secret_lines(path: Path) -> list[str]:
    """The lines of a file of secrets, at least one. Raises BadChannels."""
    try:
        lines = [line.strip() for line in path.read_text("ascii").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError):
        raise _cannot_read(path) from None
    if not lines:
        raise _cannot_read(path)
    return lines


def _once(path: Path, recipients: Sequence[str], where: str) -> None:
    """Nobody is named twice under one channel. Raises BadChannels."""
    twice = sorted(one for one, times in Counter(recipients).items() if times > 1)
    if twice:
        raise BadChannels(
            f"{path}: {twice[0]} có hai lần trong {where}; mỗi nơi nhận chỉ một lần cho mỗi kênh.",
            f"{path}: {twice[0]} stands in {where} twice; each recipient has one address a channel.",
        )


def _cannot_read(path: Path) -> BadChannels:
    return BadChannels(
        f"Không đọc được {path}: hãy kiểm tra đường dẫn, quyền đọc và nội dung của tệp.",
        f"{path} cannot be read: check its path, who may read it, and that something stands in it.",
    )
