"""The portal of THIDUA_PORTAL: how a message reaches its API, signed or with a bearer token. It knows no paper.

The address is looked at before anything goes there, as for every way outside (ADR-0027). Neither the secret nor the
address is repeated in an error or a log line.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Self

import msgspec
import yaml

from shared.adapters.outward import Answered, BadAddress, NotTaken, Outward
from shared.adapters.webhooks import SECRET, NotAKey, check_key, signed


class BadPortal(ValueError):
    """The file of the portal cannot be used: `vi` and the text say which part of it, and what to do."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi


class PortalFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it is written: one of `secret_file` (whsec_…, one a line) and `token_file`."""

    url: str
    secret_file: str = ""
    token_file: str = ""
    hosts_allowed: tuple[str, ...] = ()


class Portal:
    """Where papers are pushed; `now` is the machine's own clock, which receivers check."""

    def __init__(
        self, outward: Outward, url: str, *, keys: tuple[str, ...], token: str, now: Callable[[], datetime]
    ) -> None:
        self._outward = outward
        self._url = url
        self._keys = keys
        self._token = token
        self._now = now

    @classmethod
    def read(cls, path: Path, *, now: Callable[[], datetime]) -> Self:
        """Read a file and the secrets it names, whose paths begin in its folder. Raises BadPortal."""
        try:
            written = msgspec.convert(yaml.safe_load(path.read_text("utf-8")), PortalFile)
        except (OSError, UnicodeDecodeError):
            raise _cannot_read(path) from None
        except yaml.YAMLError:
            raise BadPortal(f"{path}: không phải YAML hợp lệ.", f"{path} is not valid YAML.") from None
        except msgspec.ValidationError as error:
            raise BadPortal(f"{path}: {error}", f"{path}: {error}") from None
        if bool(written.secret_file) == bool(written.token_file):
            raise BadPortal(
                f"{path}: hãy ghi đúng một trong secret_file (ký Standard Webhooks) và token_file (Bearer).",
                f"{path}: give one of secret_file (Standard Webhooks signatures) and token_file (bearer).",
            )
        outward = Outward(written.hosts_allowed)
        try:
            url = outward.checked(written.url)
        except BadAddress:
            raise BadPortal(
                f"{path}: url phải là https://, không kèm mật khẩu; http:// chỉ dùng cho máy chủ có tên trong "
                "hosts_allowed.",
                f"{path}: url must be https:// without a password; http:// is for a host that hosts_allowed names.",
            ) from None
        lines = _lines(path.parent / (written.secret_file or written.token_file))
        if written.token_file:
            return cls(outward, url, keys=(), token=lines[0], now=now)
        try:
            for line in lines:
                check_key(line)
        except NotAKey as error:
            raise BadPortal(f"{path}: {error.vi}", f"{path}: {error}") from None
        if not all(line.startswith(SECRET) for line in lines):
            raise BadPortal(f"{path}: khóa ký phải là {SECRET}….", f"{path}: a key that signs is {SECRET}….")
        return cls(outward, url, keys=tuple(lines), token="", now=now)

    async def tell(self, content: bytes, *, message_id: str) -> Answered | str:
        """Send once; what was answered, or why there is no answer."""
        headers = {"content-type": "application/json; charset=utf-8", "user-agent": "thidua-tracking"}
        if self._keys:
            headers |= signed(content, message_id=message_id, keys=self._keys, at=self._now())
        else:
            headers |= {"authorization": f"Bearer {self._token}", "idempotency-key": message_id}
        try:
            return await self._outward.post(self._url, headers=headers, content=content)
        except NotTaken as untaken:
            return untaken.reason

    async def end(self) -> None:
        """Close what is open."""
        await self._outward.end()


def _lines(path: Path) -> list[str]:
    """The lines of a file of secrets, at least one. Raises BadPortal."""
    try:
        lines = [line.strip() for line in path.read_text("ascii").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError):
        raise _cannot_read(path) from None
    if not lines:
        raise _cannot_read(path)
    return lines


def _cannot_read(path: Path) -> BadPortal:
    return BadPortal(
        f"Không đọc được {path}: hãy kiểm tra đường dẫn, quyền đọc và nội dung của tệp.",
        f"{path} cannot be read: check its path, who may read it, and that something stands in it.",
    )
