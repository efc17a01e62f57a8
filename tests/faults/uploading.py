"""Files of evidence sent to a whole installation, in one go or broken off in the middle by a kill."""

import os
import signal
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

import httpx

from tests.examples import CAMPAIGN
from tests.faults.installation import Running
from tests.waiting import wait_until

PATH: Final = "/tracking/evidence"
PIECE: Final = 64 * 1024
ANSWER_SECONDS: Final = 120.0


class Sender:
    """A unit that sends files."""

    def __init__(self, running: Running, unit_id: str) -> None:
        self.running = running
        self._headers = {"authorization": f"Bearer {running.token('unit', unit_id)}"}

    def began(self, content: bytes, **whose: str) -> str:
        """Where a file is to be sent."""
        said = {"campaign": CAMPAIGN, "name": "a.png", "size": len(content), "sha256": sha256(content).hexdigest()}
        answer = httpx.post(
            f"{self.running.url}{PATH}", json=said | whose, headers=self._headers, timeout=ANSWER_SECONDS
        )
        assert answer.status_code == 201, answer.text
        return f"{self.running.url}{answer.headers['Location']}"

    def part(self, upload: str, content: bytes | Iterator[bytes], *, at: int) -> httpx.Response:
        more = {"content-type": "application/offset+octet-stream", "upload-offset": str(at)}
        return httpx.patch(upload, content=content, headers=self._headers | more, timeout=ANSWER_SECONDS)

    def put(self, content: bytes, **whose: str) -> None:
        answer = self.part(self.began(content, **whose), content, at=0)
        assert answer.status_code == 201, answer.text

    def asked(self, content: bytes) -> httpx.Response:
        """A file, as it is given."""
        url = f"{self.running.url}{PATH}/{sha256(content).hexdigest()}"
        return httpx.get(url, headers=self._headers, timeout=ANSWER_SECONDS)

    def came(self, upload: str) -> int:
        """How many bytes of it came, once somebody says so."""
        found: list[int] = []

        def says() -> bool:
            try:
                answer = httpx.head(upload, headers=self._headers, timeout=ANSWER_SECONDS)
            except httpx.TransportError:
                return False
            found.append(int(answer.headers.get("Upload-Offset", -1)))
            return answer.status_code == 204

        wait_until(says)
        return found[-1]

    def killing_midway(self, upload: str, content: bytes) -> None:
        """Send a file, and kill tracking without warning once some of it is on the disk."""
        evidence, half = self.running.data / "evidence" / "arriving", len(content) // 2
        before = _size(evidence)

        def pieces() -> Iterator[bytes]:
            for at in range(0, half, PIECE):
                yield content[at : at + PIECE]
            wait_until(lambda: _size(evidence) > before + half // 2)
            os.kill(self.running.children()["tracking"], signal.SIGKILL)
            yield content[half:]

        try:
            answer = self.part(upload, pieces(), at=0)
        except httpx.TransportError:
            return
        raise AssertionError(f"the line should have broken: {answer.status_code}")


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
