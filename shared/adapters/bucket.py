"""A bucket of a store that speaks S3: files put, read by ranges, listed and deleted, each request signed by SigV4.

It is asked from threads. Whatever fails is an OSError; what is not there is a FileNotFoundError. It never knows what
the files hold.
"""

import hmac
import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import quote

import httpx

from shared.core.buckets import BucketAddress

SECONDS: Final = 30.0
READ_BYTES: Final = 1024 * 1024
_NOTHING: Final = sha256(b"").hexdigest()
_PIECE: Final = 256 * 1024
_KEY: Final = re.compile(r"<Key>([^<]*)</Key>")
_WHOLE_LENGTH: Final = re.compile(r"bytes \d+-\d+/(\d+)").fullmatch


class BucketUnavailable(OSError):
    """The store does not answer, or not as it should; it says the status, never an address or a key."""


def signed(
    address: BucketAddress, method: str, path: str, *, query: str = "", digest: str = _NOTHING, now: datetime
) -> dict[str, str]:
    """The headers that sign a request: AWS Signature Version 4 over its body's digest too."""
    stamp = f"{now:%Y%m%dT%H%M%SZ}"
    headers = {"host": address.host, "x-amz-content-sha256": digest, "x-amz-date": stamp}
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = f"{method}\n{path}\n{query}\n{lines}\n{names}\n{digest}"
    scope = f"{stamp[:8]}/{address.region}/s3/aws4_request"
    said = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, sha256(request.encode()).hexdigest()))
    key = f"AWS4{address.secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, said.encode(), "sha256").hex()
    sign = f"AWS4-HMAC-SHA256 Credential={address.key}/{scope}, SignedHeaders={names}, Signature={signature}"
    return headers | {"authorization": sign}


class Bucket:
    """The files of one bucket below the address' prefix. Every call raises OSError."""

    def __init__(self, address: BucketAddress, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._address = address
        self._now = now
        self._client = httpx.Client(base_url=address.origin, timeout=SECONDS, trust_env=False)

    def put(self, name: str, file: Path) -> None:
        """Have a file there, whole or not at all, under a name."""
        with file.open("rb") as content:
            digest = file_digest(content, "sha256").hexdigest()
            length = content.seek(0, io.SEEK_END)
            content.seek(0)
            pieces = iter(lambda: content.read(_PIECE), b"")
            self._ask("PUT", name, digest=digest, body=pieces, more={"content-length": str(length)})

    def open(self, name: str) -> IO[bytes]:
        """A file to be read from anywhere in it; what is read is asked for then."""
        return io.BufferedReader(_Remote(lambda begins: self._range(name, begins)), READ_BYTES)

    def delete_all(self, folder: str) -> None:
        """Delete everything whose name begins with a folder's."""
        while names := self._names(f"{folder}/"):
            for name in names:
                self._ask("DELETE", name)

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def _range(self, name: str, begins: int) -> tuple[bytes, int]:
        """What stands from a place on, a stretch of it, and how long the whole is."""
        answer = self._ask("GET", name, more={"range": f"bytes={begins}-{begins + READ_BYTES - 1}"})
        told = _WHOLE_LENGTH(answer.headers.get("content-range", ""))
        if told is None:
            raise BucketUnavailable("no range was given")
        return answer.content, int(told[1])

    def _names(self, begins: str) -> list[str]:
        """The first thousand names that begin so, without the prefix."""
        whole = self._address.prefix + begins
        query = f"list-type=2&prefix={quote(whole, safe='')}"
        answer = self._asked("GET", self._address.bucket, query=query)
        return [one.removeprefix(self._address.prefix) for one in _KEY.findall(answer.text) if one.startswith(whole)]

    def _ask(
        self,
        method: str,
        name: str,
        *,
        digest: str = _NOTHING,
        body: Iterator[bytes] | None = None,
        more: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        return self._asked(method, self._address.path + name, digest=digest, body=body, more=more or {})

    def _asked(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        digest: str = _NOTHING,
        body: Iterator[bytes] | None = None,
        more: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        path = quote(path)
        headers = signed(self._address, method, path, query=query, digest=digest, now=self._now()) | dict(more or {})
        try:
            url = f"{path}?{query}" if query else path
            answer = self._client.request(method, url, headers=headers, content=body)
        except httpx.HTTPError as error:
            raise BucketUnavailable(type(error).__name__) from None
        if answer.status_code == 404 and method == "GET" and "NoSuchKey" in answer.text:
            raise FileNotFoundError("not in the bucket")
        if not answer.is_success and (method, answer.status_code) != ("DELETE", 404):
            raise BucketUnavailable(f"{method} was answered {answer.status_code}")
        return answer


class _Remote(io.RawIOBase):
    """Reads by asking for the stretch that begins where it stands."""

    def __init__(self, ask: Callable[[int], tuple[bytes, int]]) -> None:
        self._ask = ask
        self._at = 0
        self._ahead, self.length = ask(0)  # so that what is not there is found at once
        self._begins = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._at = offset + (0, self._at, self.length)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, target: Any, /) -> int:
        if self._at >= self.length:
            return 0
        if not self._begins <= self._at < self._begins + len(self._ahead):
            self._ahead, self.length = self._ask(self._at)
            self._begins = self._at
        room = memoryview(target).cast("B")
        from_here = self._ahead[self._at - self._begins :][: len(room)]
        room[: len(from_here)] = from_here
        self._at += len(from_here)
        return len(from_here)
