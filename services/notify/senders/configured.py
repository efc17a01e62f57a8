"""The file of channels (THIDUA_CHANNELS): who is told by what besides e-mail, and with which secret. It sends nothing.

Secrets stand in files of their own, by their paths; neither a secret nor an address is repeated in an error.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import yaml

from services.notify.senders.outward import BadAddress, Outward
from services.notify.senders.webhook import BadSecret, Endpoint, secret_of
from shared.core.values import Channel


class BadChannels(ValueError):
    """The file of channels cannot be used: `vi` and the text say which part of it, and what to do."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi


class WebhookEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One recipient's endpoint; `secret_file` holds a secret a line, the one that is in force first."""

    recipient: str
    url: str
    secret_file: str


class ChannelsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it is written."""

    hosts_allowed: tuple[str, ...] = ()
    webhooks: tuple[WebhookEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Channels:
    """What the file says, with its secrets read; nothing of it where there is no file."""

    hosts_allowed: frozenset[str] = frozenset()
    webhooks: Mapping[str, Endpoint] = field(default_factory=dict)

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
        checked = Outward(written.hosts_allowed)
        webhooks = {one.recipient: _endpoint(path, one, checked) for one in written.webhooks}
        return cls(frozenset(host.lower() for host in written.hosts_allowed), webhooks)

    @property
    def outside(self) -> dict[str, tuple[Channel, ...]]:
        """By which channels each recipient is reached."""
        found: dict[str, list[Channel]] = defaultdict(list)
        for recipient in self.webhooks:
            found[recipient].append("webhook")
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
