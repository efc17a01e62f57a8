"""Running the command `thidua` in this process, as a script would: no terminal, and everything it said."""

import io
from dataclasses import dataclass

import pytest

from deploy.cli import main


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[list[str]]:
        """The table on stdout."""
        return [line.split("\t") for line in self.out.splitlines()]


class Thidua:
    """The command, within one test's environment."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: object, said: str = "") -> Ran:
        """Run it with these arguments and this on standard input."""
        self._monkeypatch.setattr("sys.stdin", io.StringIO(said))
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        answered = self._capsys.readouterr()
        return Ran(int(ended.value.code or 0), answered.out, answered.err)
