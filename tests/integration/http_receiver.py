"""A real HTTP server that keeps what it was sent and answers what it was told to; in a thread, or as a process.

As a process (`python -m tests.integration.http_receiver PORT FOLDER`) it keeps each body as a file of the folder, named
after its `webhook-id`, or a number.
"""

import itertools
import ssl
import sys
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, NamedTuple

from deploy.nats.server import free_port

HANG_UP: Final = 0  # a status: nothing is answered


class Sent(NamedTuple):
    """One request."""

    path: str
    headers: Mapping[str, str]
    body: bytes


class Answer(NamedTuple):
    """What is answered."""

    status: int = 200
    headers: Mapping[str, str] = {}
    body: bytes = b""


class Receiver:
    """A server on this machine; `answers` are given in turn, the last of them for ever. `let_go` ends a silence."""

    def __init__(self, port: int = 0, folder: Path | None = None, *, tls: ssl.SSLContext | None = None) -> None:
        self.port = port or free_port()
        self.sent: list[Sent] = []
        self.answers: list[Answer] = [Answer()]
        self.silent = False
        self.let_go = threading.Event()
        self._folder = folder
        self._numbers = itertools.count()
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)

    def start(self) -> None:
        """Serve in a thread."""
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def serve(self) -> None:
        """Serve here, for ever."""
        self._server.serve_forever()

    def stop(self) -> None:
        """End it."""
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """An address of it."""
        return f"http://{host}:{self.port}{path}"

    def take(self, sent: Sent) -> Answer:
        """Keep a request; what is to be answered."""
        self.sent.append(sent)
        if self._folder is not None:
            number = next(self._numbers)
            (self._folder / f"{sent.headers.get('webhook-id', '')}.{number}").write_bytes(sent.body)
        if self.silent:
            self.let_go.wait()
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = receiver.take(Sent(self.path, headers, body))
                if answer.status == HANG_UP:
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in {**answer.headers, "content-length": str(len(answer.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler


if __name__ == "__main__":
    Receiver(int(sys.argv[1]), Path(sys.argv[2])).serve()
