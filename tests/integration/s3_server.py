"""A server that speaks S3 and checks signatures, as a process of its own: rclone, which knows nothing of ours."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

import httpx

from deploy.nats.server import free_port
from tests.waiting import wait_until

RCLONE: Final = str(Path(sys.executable).with_name("rclone"))
KEY, SECRET = "thidua", "b/i+m@t"


class S3Server:
    """A server whose buckets are folders of `folder`; it can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, *, secret: str = quote(SECRET, safe=""), bucket: str = "kho/minh-chung") -> str:
        return f"http://{KEY}:{secret}@127.0.0.1:{self.port}/{bucket}?region=vn-1"

    def start(self) -> None:
        at = f"127.0.0.1:{self.port}"
        command = [RCLONE, "serve", "s3", str(self.folder), "--addr", at, "--auth-key", f"{KEY},{SECRET}"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._answers)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            httpx.get(f"http://127.0.0.1:{self.port}/")
        except httpx.TransportError:
            return False
        return True


@contextmanager
def s3_server(folder: Path) -> Iterator[S3Server]:
    """A running server with one bucket, `kho`; ended at the end."""
    (folder / "kho").mkdir(parents=True)
    server = S3Server(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
