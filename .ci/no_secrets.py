"""A gate: no secret stands in a tracked file, or with `--history` in any line that was ever added. It asks nobody.

What only looks like one is listed in `secrets-allowed.txt` by the first 16 digits of its SHA-256, so that the list
repeats none of them. It prints where something was found, and of it the first four characters.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[1]
ALLOWED: Final = Path(__file__).with_name("secrets-allowed.txt")
# Written so that no pattern finds itself.
PATTERNS: Final = {
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-{5}",
    "key that signs checkpoints": r"PRIVATE\+KEY\+[\w.-]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{40,}",
    "seed of a NATS key": r"(?<![A-Z0-9])S[UAONPCX][A-Z2-7]{56}(?![A-Z0-9])",
    "our bearer token": r"thidua_[0-9a-f]{12}_[A-Za-z0-9_-]{43}",
    "our session": r"(?<![A-Za-z0-9_-])[hs]_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])",
    "signed token (JWT)": r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    "cloud key": r"(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])|AIza[A-Za-z0-9_-]{35}",
    "token of a forge": r"gh[opsur]_[A-Za-z0-9]{36}|github_pat_\w{60,}|glpat-[\w-]{20}",
    "token of a messenger": r"xox[abprs]-[A-Za-z0-9-]{10,}|(?<!\d)\d{8,10}:AA[A-Za-z0-9_-]{33}(?![\w-])",
    "password in a URL": r"[a-z][a-z0-9+.-]*://[^\s:/@'\"<>{}$*…]+:(?P<value>[^\s/@'\"<>{}$*…]{3,})@",
    "password in a setting": r"(?i)(?:passw(?:or)?d|secret|api_?key)[\"']?\s*[:=]\s*([\"'])(?P<value>[\w+/=-]{24,})\1",
}
_FINDERS: Final = {name: re.compile(pattern) for name, pattern in PATTERNS.items()}


class Found(NamedTuple):
    """Where something that looks like a secret stands, and what kind it is."""

    place: str
    kind: str
    text: str

    @property
    def mark(self) -> str:
        """By what it may be allowed."""
        return sha256(self.text.encode()).hexdigest()[:16]


def secrets_in(place: str, text: str) -> Iterator[Found]:
    """Everything in a text that looks like a secret."""
    for kind, finder in _FINDERS.items():
        for match in finder.finditer(text):
            yield Found(place, kind, match.groupdict().get("value") or match[0])


def tracked(root: Path) -> Iterator[tuple[str, str]]:
    """The text of every file that is, or is about to be, tracked."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=root, capture_output=True, text=True, check=True).stdout.split("\0")  # noqa: S603
    for name in filter(None, names):
        path = root / name
        if path.is_file():
            yield name, path.read_bytes().decode("utf-8", "replace")


def added(root: Path) -> Iterator[tuple[str, str]]:
    """Every line that any commit ever added."""
    command = ["git", "log", "--all", "--unified=0", "--no-color", "--format=commit %h", "--patch"]
    log = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout.decode("utf-8", "replace")  # noqa: S603
    commit = ""
    for line in log.splitlines():
        if line.startswith("commit "):
            commit = line
        elif line.startswith("+"):
            yield commit, line[1:]


def allowed(path: Path = ALLOWED) -> set[str]:
    """The marks of what only looks like a secret."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}


def found_in(texts: Iterable[tuple[str, str]], fine: set[str]) -> list[Found]:
    """What is to be told of."""
    return [found for place, text in texts for found in secrets_in(place, text) if found.mark not in fine]


def main(arguments: list[str]) -> int:
    """The exit code is 1 if anything was found."""
    found = found_in(added(ROOT) if "--history" in arguments else tracked(ROOT), allowed())
    for one in found:
        sys.stdout.write(f"{one.place}: {one.kind}: {one.text[:4]}… (mark {one.mark})\n")
    if found:
        sys.stdout.write(
            "Take it out, and make a new one: whoever has the repository has it. If it opens nothing, add\n"
        )
        sys.stdout.write("its mark and why to .ci/secrets-allowed.txt.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
