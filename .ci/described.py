"""Whether `/asyncapi.json` is valid by AsyncAPI's official parser, which npm fetches in the versions locked beside it.

That there is no node, or nobody hands out the parser, is said, and is no fault of the code.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from shared.adapters.descriptions import asyncapi

PARSER: Final = Path(__file__).parent / "asyncapi"
SECONDS: Final = 180
INSTALL: Final = ("ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")
LEFT: Final = "LEFT OUT: whether AsyncAPI's own parser takes the document, for {why}."


def faults_in(document: dict[str, Any], folder: Path) -> list[str]:
    """What the parser in a folder finds wrong. Raises CalledProcessError where it ended in another way."""
    command = (shutil.which("node") or "node", "parse.mjs")
    said = json.dumps(document)
    ran = subprocess.run(  # noqa: S603 - our own command on our own document
        command, input=said, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    lines = ran.stdout.splitlines()
    if ran.returncode != bool(lines):
        raise subprocess.CalledProcessError(ran.returncode, command, ran.stdout, ran.stderr)
    return lines


def main() -> int:
    """The exit code is 1 if the document is not valid, or if the parser takes one that cannot be."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        sys.stdout.write(LEFT.format(why="there is no node here") + "\n")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "asyncapi"
        shutil.copytree(PARSER, folder)
        try:
            installed = subprocess.run(  # noqa: S603 - versions and hashes are locked
                (npm, *INSTALL), cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
            ).returncode
        except subprocess.TimeoutExpired:
            installed = -1
        if installed:
            sys.stdout.write(LEFT.format(why="npm cannot fetch it") + "\n")
            return 0
        document = asyncapi()
        wrong = faults_in(document, folder)
        if not faults_in({**document, "channels": {"intake": {"messages": 1}}}, folder):
            wrong.append("the parser takes a document that is not valid, so that its word is worth nothing")
    sys.stdout.write("".join(f"{line}\n" for line in wrong) or f"{len(document['channels'])} channels, no fault\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
