"""A demo that has told its whole story and stays up, with what a test asks of it; there is one for all of e2e."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

THIDUA: Final = str(Path(sys.executable).with_name("thidua"))
SECONDS: Final = 900.0  # a demo that is not told by then hangs; it takes two minutes on two cores (contract §1)
COMMAND_SECONDS: Final = 180.0  # a command that has not ended by then hangs
SIGN_IN: Final = re.compile(r"sign in as (\w+)(?: ([a-z0-9-]+))?: (thidua_\S+)")
ACCOUNT: Final = re.compile(r"in a browser at \S+: name (\S+), password (\S+)")


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that has told its whole story and stays up."""

    data: Path
    process: subprocess.Popen[str]
    lines: tuple[str, ...]
    seconds: float
    witness_port: int

    @property
    def url(self) -> str:
        return self.lines[1].removeprefix("ready ")

    @property
    def bearers(self) -> dict[str, str]:
        """The tokens it printed, by role."""
        found = [SIGN_IN.fullmatch(line) for line in self.lines]
        return {match[1]: match[3] for match in found if match}

    @property
    def accounts(self) -> dict[str, tuple[str, str]]:
        """The accounts it printed, by name: name and password."""
        found = [ACCOUNT.fullmatch(line) for line in self.lines]
        return {match[1]: (match[1], match[2]) for match in found if match}

    def get(self, path: str, role: str, **query: str) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.bearers[role]}", "accept-language": "en"}
        return httpx.get(self.url + path, params=query, headers=headers, timeout=120, follow_redirects=True)

    def read(self, path: str, role: str, **query: str) -> dict[str, Any]:
        answer = self.get(path, role, **query)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def page(self, language: str, **query: str) -> str:
        """The words of the overview, without its tags."""
        answer = httpx.get(f"{self.url}/", params=query, headers={"accept-language": language}, timeout=120)
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text
        return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())

    def command(self, *arguments: str) -> str:
        """What `thidua` prints beside the running demo."""
        ended = subprocess.run(
            [THIDUA, *arguments, "--data", str(self.data)],
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout
