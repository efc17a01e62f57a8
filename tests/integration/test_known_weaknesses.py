"""The list of known weaknesses is really asked, what it knows fails the gate, and silence is said plainly."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from deploy.inventory import packages
from deploy.nats.server import free_port

ROOT = Path(__file__).parents[2]


@contextmanager
def listing(weak: str) -> Iterator[tuple[str, list[Any]]]:
    """A list that knows a weakness of one package, and what it was asked."""
    asked: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.extend(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"])
            known = [{"vulns": [{"id": "OSV-1"}]} if one["package"]["name"] == weak else {} for one in asked]
            body = json.dumps({"results": known}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def gate(url: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / ".ci" / "dependencies.py"), "weaknesses"]
    environment = {"OSV_URL": url, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)


def test_a_package_with_a_known_weakness_fails_the_gate_by_name() -> None:
    with listing("msgspec") as (url, asked):
        ran = gate(url)

    assert ran.returncode == 1
    assert "msgspec" in ran.stdout
    assert "OSV-1" in ran.stdout
    assert {one["package"]["name"] for one in asked} == {one.name for one in packages()[1:]}


def test_where_nobody_answers_it_is_said_and_nothing_else_fails() -> None:
    ran = gate(f"http://127.0.0.1:{free_port()}")

    assert ran.returncode == 0
    assert "NOT looked up" in ran.stdout
