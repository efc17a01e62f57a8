"""What servers of phone forms have in common, as a real HTTP server: it keeps what it is asked, and can be held up."""

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self
from urllib.parse import parse_qsl, urlsplit

BEGINNING: Final = datetime(2025, 3, 9, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: dict[str, str]
    authorization: str
    body: Any


class NotThere(Exception):
    """What is answered instead, with its status."""

    def __init__(self, status: int, body: object) -> None:
        super().__init__(status)
        self.status, self.body = status, body


class FormsServer:
    """One server with one form. `hold` is called before each request is answered."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.hold: Callable[[str], None] = lambda _path: None
        self.url = ""
        self._clock = BEGINNING

    def tick(self) -> datetime:
        """The next moment at this server: a minute later."""
        self._clock += timedelta(minutes=1)
        return self._clock

    def answer(self, asked: Asked) -> object:
        """The JSON, or the bytes, of what is asked. Raises NotThere."""
        raise NotThere(404, asked.path)

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Serve on a free port."""
        serving = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"forms": self}))
        serving.daemon_threads = True
        self.url = f"http://127.0.0.1:{serving.server_address[1]}"
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            serving.shutdown()
            thread.join()
            serving.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    forms: FormsServer

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        parts, length = urlsplit(self.path), int(self.headers.get("content-length") or 0)
        asked = Asked(
            self.command,
            parts.path,
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            self.headers.get("authorization", ""),
            json.loads(self.rfile.read(length)) if length else None,
        )
        self.forms.asked.append(asked)
        self.forms.hold(asked.path)
        status, answer = self._of(asked)
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _of(self, asked: Asked) -> tuple[int, object]:
        try:
            return 200, self.forms.answer(asked)
        except NotThere as error:
            return error.status, error.body

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True  # who asked was killed, which is what a test is about

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gives
        """Say nothing."""
