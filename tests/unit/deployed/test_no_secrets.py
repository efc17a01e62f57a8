"""The search for secrets finds each kind that it names, repeats none of them, and finds nothing in this repository."""

import base64
import runpy
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
SEARCH: dict[str, Any] = runpy.run_path(str(ROOT / ".ci" / "no_secrets.py"), run_name="search")
# Put together here, so that the search does not find its own examples; none of them opens anything.
MADE = {
    "private key": "-----BEGIN OPENSSH PRIVATE " + "KEY-----",
    "key that signs checkpoints": "PRIVATE+" + "KEY+thidua+0123abcd+" + "A" * 44,
    "seed of a NATS key": "SU" + "A" * 56,
    "our bearer token": "thidua_" + "0" * 12 + "_" + "x" * 43,
    "our session": "h" + "_" + "x" * 43,
    "signed token (JWT)": ".".join(["ey" + "J" + "a" * 20] * 2 + ["b" * 20]),
    "cloud key": "AKI" + "A" + "B" * 16,
    "token of a forge": "gh" + "p_" + "c" * 36,
    "token of a messenger": "1234567890" + ":AA" + "d" * 33,
    "password in a URL": "postgresql://thidua:" + "correct-horse" + "@db/thidua",
    "password in a setting": 'api_key = "' + "e" * 30 + '"',
}


@pytest.mark.parametrize("kind", SEARCH["PATTERNS"])
def test_each_kind_is_found(kind: str) -> None:
    found = list(SEARCH["secrets_in"]("a.py", f"before {MADE[kind]} after"))

    assert [one.kind for one in found] == [kind]


def test_what_stands_in_words_or_names_is_none() -> None:
    text = "THIDUA_SMTP_URL=smtp://$USER:$PASSWORD@host; password = PASSWORD; s_values; nats://host:4222; a@b.vn"

    assert list(SEARCH["secrets_in"]("a.md", text)) == []


def test_what_is_allowed_is_told_by_its_hash_alone() -> None:
    (found,) = SEARCH["secrets_in"]("a.md", MADE["password in a URL"])

    assert found.mark == sha256(b"correct-horse").hexdigest()[:16]
    assert SEARCH["found_in"]([("a.md", MADE["password in a URL"])], {found.mark}) == []
    assert all(len(mark) == 16 for mark in SEARCH["allowed"]())


def test_a_secret_that_was_committed_once_is_found_in_the_history(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        named = ["-c", "user.name=a", "-c", "user.email=a@b.vn", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *named, *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    (tmp_path / "a.txt").write_text(base64.b64encode(b"fine").decode() + "\n" + MADE["our bearer token"] + "\n")
    git("add", ".")
    git("commit", "-qm", "one")
    (tmp_path / "a.txt").write_text("fine\n")
    git("commit", "-qam", "two")

    now = SEARCH["found_in"](SEARCH["tracked"](tmp_path), set())
    ever = SEARCH["found_in"](SEARCH["added"](tmp_path), set())

    assert (now, [one.kind for one in ever]) == ([], ["our bearer token"])


def test_this_repository_holds_none() -> None:
    found = SEARCH["found_in"](SEARCH["tracked"](ROOT), SEARCH["allowed"]())

    assert not found, [(one.place, one.kind) for one in found]
