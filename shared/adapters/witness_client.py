"""Asking a witness for its cosignature over HTTP (C2SP tlog-witness). It knows no checkpoint: bytes go, bytes come."""

import http.client
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from shared.core.errors import Fate, ThiDuaError

PATIENCE_SECONDS: Final = 2.0
_LONGEST_ANSWER: Final = 64 * 1_024


class WitnessAway(ThiDuaError):
    """The witness did not answer."""

    vi = "Nhân chứng không trả lời."
    fate = Fate.LATER


class BadWitnessUrl(ThiDuaError):
    """THIDUA_WITNESS_URL is not an address like http://witness.example:4600."""

    vi = "THIDUA_WITNESS_URL không phải là một địa chỉ như http://witness.example:4600."


class Reply(NamedTuple):
    """What a witness answered."""

    status: int
    content_type: str
    body: bytes


class WitnessClient:
    """One witness at a URL, asked by one thread at a time. Raises BadWitnessUrl."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadWitnessUrl
        self.url = url
        self._path = f"{parts.path.rstrip('/')}/add-checkpoint"
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.hostname, parts.port, timeout=PATIENCE_SECONDS)
        self._closed = False

    def add_checkpoint(self, request: bytes) -> Reply:
        """Send a request; waits for the answer, two seconds at most for each part. Raises WitnessAway."""
        try:
            return self._ask_once_more(request)
        finally:
            if self._closed:  # meanwhile, by another thread; what it hung up may have been called again since
                self._connection.close()

    def close(self) -> None:
        """Hang up; whoever still asks hangs up when it is done."""
        self._closed = True
        self._connection.close()

    def _ask_once_more(self, request: bytes) -> Reply:
        try:
            return self._ask(request)
        except (http.client.HTTPException, ConnectionError):
            self._connection.close()  # it may have hung up what we kept; once more, on a new connection
        except OSError as error:
            self._connection.close()
            raise WitnessAway(f"{self.url}: {error}") from error
        try:
            return self._ask(request)
        except (http.client.HTTPException, OSError) as error:
            self._connection.close()
            raise WitnessAway(f"{self.url}: {error}") from error

    def _ask(self, request: bytes) -> Reply:
        self._connection.request("POST", self._path, request, {"content-type": "text/plain; charset=utf-8"})
        answer = self._connection.getresponse()
        return Reply(answer.status, answer.headers.get_content_type(), answer.read(_LONGEST_ANSWER))
