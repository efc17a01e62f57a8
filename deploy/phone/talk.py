"""Asking a server of phone forms over HTTP: tried again where that helps, and what went wrong in words for a clerk.

It knows no form. A secret is sent to the server that the mapping names and to no other, and stands in no error.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import msgspec

from deploy.phone.submissions import CannotPull, CannotTake

ANSWER_SECONDS: Final = 60.0
# A server that is busy or restarts is asked again after these seconds.
PAUSES_SECONDS: Final = (0.5, 2.0, 5.0, 10.0)
_AGAIN: Final = frozenset({429, 500, 502, 503, 504})


class Talk:
    """One server, signed in to with `headers`. `who` says in both languages what is wrong if it knows us not."""

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        who: tuple[str, str],
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = url.rstrip("/")
        self._who = who
        self._pause = pause
        self._client = httpx.Client(headers=dict(headers), timeout=ANSWER_SECONDS)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def sign(self, headers: Mapping[str, str]) -> None:
        """Be known by these headers from now on."""
        self._client.headers.update(headers)

    def get(self, path: str, **query: str) -> Any:
        """What the server answers, as JSON. Raises CannotPull."""
        return decoded(self._url, self._checked(self._try("GET", path, query=query), path))

    def get_if_any(self, path: str, **query: str) -> Any:
        """The same; None where there is no such thing, or the server does not know how to answer this."""
        answer = self._try("GET", path, query=query)
        return None if answer.status_code in (400, 404, 501) else decoded(self._url, self._checked(answer, path))

    def post(self, path: str, body: object) -> Any:
        """What the server answers to a body of JSON, as JSON. Raises CannotPull."""
        return decoded(self._url, self._checked(self._try("POST", path, body=body), path))

    def stream(self, where: str) -> Iterator[bytes]:
        """A file in pieces; `where` is a path, or a whole address. Raises CannotTake, CannotPull."""
        url = where if "://" in where else self._url + where
        try:
            own = urlsplit(url)[:2] == urlsplit(self._url)[:2]
            # An address elsewhere is one that the server signed itself: our secret is nothing to it.
            with (
                nullcontext(self._client) if own else httpx.Client(timeout=ANSWER_SECONDS) as client,
                client.stream("GET", url, follow_redirects=True) as answer,
            ):
                if answer.status_code != 200:
                    raise _not_given(answer.status_code, urlsplit(url).path)
                yield from answer.iter_bytes()
        except (httpx.TransportError, httpx.InvalidURL):
            raise self._silent() from None

    def _try(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: object = None
    ) -> httpx.Response:
        for pause in (*PAUSES_SECONDS, None):
            try:
                answer = self._client.request(method, self._url + path, params=dict(query or {}), json=body)
            except httpx.ConnectError:
                raise self._silent() from None
            except httpx.TransportError:  # it answered, and broke off: that passes
                answer = None
            except (httpx.UnsupportedProtocol, httpx.InvalidURL):
                raise self._silent() from None
            if answer is not None and answer.status_code not in _AGAIN:
                return answer
            if pause is None:
                break
            self._pause(pause)
        raise self._silent() if answer is None else self._refused(answer, path)

    def _checked(self, answer: httpx.Response, path: str) -> bytes:
        if answer.status_code not in (200, 201):
            raise self._refused(answer, path)
        return answer.content

    def _refused(self, answer: httpx.Response, path: str) -> CannotPull:
        match answer.status_code:
            case 401 | 403:
                vi, en = self._who
                return CannotPull(
                    f"{self._url} không nhận chúng ta ({answer.status_code}), nên chưa lấy gì: {vi}",
                    f"{self._url} does not let us in ({answer.status_code}), so nothing was pulled: {en}",
                )
            case 404:
                return CannotPull(
                    f"{self._url} không có {path} hoặc không cho tài khoản này xem: hãy kiểm tra form (và project) "
                    "trong tệp ánh xạ, và quyền xem bài nộp.",
                    f"{self._url} has no {path}, or does not show it to this account: check `form` (and `project`) in "
                    "the mapping, and that the account may view submissions.",
                )
        return CannotPull(
            f"{self._url} trả lời {answer.status_code}, nên dừng ở đây; phần đã lấy vẫn giữ. Hãy chạy lại sau: lệnh "
            "tiếp tục từ chỗ này.",
            f"{self._url} answers {answer.status_code}, so it stops here; what was pulled stands. Run it again later: "
            "it goes on from here.",
        )

    def _silent(self) -> CannotPull:
        return CannotPull(
            f"Không có gì trả lời ở {self._url}, nên dừng ở đây; phần đã lấy vẫn giữ. Hãy kiểm tra url trong tệp ánh "
            "xạ và đường mạng, rồi chạy lại.",
            f"Nothing answers at {self._url}, so it stops here; what was pulled stands. Check `url` in the mapping and "
            "the network, then run it again.",
        )


def both(vi: str, en: str) -> tuple[str, str]:
    """A text in both languages."""
    return vi, en


def _not_given(status: int, path: str) -> CannotTake:
    return CannotTake(
        f"Máy chủ biểu mẫu không đưa tệp {path} ({status}); hãy kiểm tra tệp đó còn trong bài nộp không.",
        f"The server of forms does not give the file {path} ({status}); check that it still is in the submission.",
    )


def decoded(url: str, content: bytes) -> Any:
    """A body as JSON. Raises CannotPull."""
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise strange(url) from None


def strange(url: str) -> CannotPull:
    """What is said of an answer that such a server never gives."""
    return CannotPull(
        f"Câu trả lời của {url} không phải của máy chủ biểu mẫu này: hãy kiểm tra url và kind trong tệp ánh xạ.",
        f"What {url} answers is not what such a server says: check `url` and `kind` in the mapping.",
    )
